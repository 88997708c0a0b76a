package dev.parley.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.net.Address;
import dev.parley.server.ParleyServer;
import dev.parley.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The files of `deploy/` say what the server takes, and agree with each other. What balances is run in [BalancersTest].
class DeployFilesTest {

    private static final Path ROOT = Path.of("..");

    @TempDir
    Path folder;

    private static List<Map<String, Object>> yaml(String name) {
        return Stream.of(Shipped.of(name).text().split("(?m)^---$"))
                .flatMap(text -> Stream.ofNullable(new Load(LoadSettings.builder()
                                .setAllowDuplicateKeys(false)
                                .build())
                        .loadFromString(text)))
                .map(DeployFilesTest::map)
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    /// What is at a path such as `spec template`.
    private static Object at(Object node, String path) {
        Object here = node;
        for (String step : path.split(" ")) {
            here = here instanceof List<?> list
                    ? list.get(Integer.parseInt(step))
                    : map(here).get(step);
            assertThat(here).as(step + " of " + path).isNotNull();
        }
        return here;
    }

    private static Map<String, Object> kind(String kind) {
        return yaml("kubernetes/parley.yaml").stream()
                .filter(each -> kind.equals(each.get("kind")))
                .findFirst()
                .orElseThrow();
    }

    private static long seconds(String file, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(Shipped.of(file).text());
        assertThat(matcher.find()).as(pattern).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    @Test
    void theConfigurationIsOneThatManyNodesStartWithAndKubernetesHasTheSame() throws Exception {
        ServerConfig config = SharedNode.read(SharedNode.SECRETS);
        assertThat(config.messaging().engine().isShared()).isTrue();
        assertThat(config.chat().enabled()).isTrue();
        assertThat(at(kind("ConfigMap"), "data parley.yaml"))
                .isEqualTo(Shipped.of("parley.yaml").text());
        Path below = Shipped.of("parley.yaml")
                .with("# base_path: /rt ", "base_path: /rt ")
                .write(folder.resolve("below.yaml"));
        assertThat(SharedNode.read(below, SharedNode.SECRETS).site().basePath().prefix())
                .isEqualTo("/rt");
    }

    @Test
    void theListOfSecretsIsWhatTheConfigurationLeavesOut() {
        List<String> names = Shipped.of("systemd/secrets.env")
                .text()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .toList();
        assertThat(names).containsExactlyInAnyOrderElementsOf(SharedNode.SECRETS.keySet());
    }

    @Test
    void nobodyKillsANodeWhileItSendsItsClientsAway() throws Exception {
        long needed = SharedNode.read(SharedNode.SECRETS).drain().limit().toSeconds();
        assertThat(needed).isEqualTo(60);
        assertThat(seconds("systemd/parley.service", "^TimeoutStopSec=(\\d+)s$"))
                .isGreaterThan(needed);
        assertThat(seconds("docker/compose.yaml", "stop_grace_period: (\\d+)s")).isGreaterThan(needed);
        assertThat((Integer) at(kind("Deployment"), "spec template spec terminationGracePeriodSeconds"))
                .isGreaterThan((int) needed);
    }

    @Test
    void whatKubernetesIsToldFitsTogether() {
        Map<String, Object> pods = map(at(kind("Deployment"), "spec template"));
        Object labels = at(pods, "metadata labels");
        assertThat(at(kind("Deployment"), "spec selector matchLabels")).isEqualTo(labels);
        assertThat(at(kind("PodDisruptionBudget"), "spec selector matchLabels")).isEqualTo(labels);
        List<Object> ports = ((List<?>) at(pods, "spec containers 0 ports"))
                .stream().map(port -> at(port, "name")).toList();
        List<Map<String, Object>> services = yaml("kubernetes/parley.yaml").stream()
                .filter(each -> "Service".equals(each.get("kind")))
                .toList();
        assertThat(services).hasSize(2);
        for (Map<String, Object> service : services) {
            assertThat(at(service, "spec selector")).isEqualTo(labels);
            assertThat(ports).contains(at(service, "spec ports 0 targetPort"));
        }
        Object backend = at(kind("Ingress"), "spec rules 0 http paths 0 backend service");
        assertThat(at(backend, "name")).isEqualTo(at(services.getFirst(), "metadata name"));
        assertThat(at(backend, "port name")).isEqualTo(at(services.getFirst(), "spec ports 0 name"));
        Object container = at(pods, "spec containers 0");
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            assertThat(ports).contains(at(container, probe + " httpGet port"));
        }
        assertThat(at(container, "readinessProbe httpGet path")).isEqualTo("/readyz");
        assertThat(names(at(container, "volumeMounts"))).isEqualTo(names(at(pods, "spec volumes")));
        assertThat(at(pods, "spec volumes 0 configMap name")).isEqualTo(at(kind("ConfigMap"), "metadata name"));
        assertThat(at(pods, "spec volumes 1 persistentVolumeClaim claimName"))
                .isEqualTo(at(kind("PersistentVolumeClaim"), "metadata name"));
    }

    private static List<Object> names(Object list) {
        return ((List<?>) list).stream().map(each -> at(each, "name")).toList();
    }

    @Test
    void whatComposeMountsAndTheImageCopiesIsThere() {
        Map<String, Object> services = map(at(yaml("docker/compose.yaml").getFirst(), "services"));
        for (Object mount : (List<?>) at(services, "nginx volumes")) {
            String source = mount.toString().substring(0, mount.toString().indexOf(':'));
            if (!source.equals("./certs")) {
                assertThat(Shipped.FOLDER.resolve("docker").resolve(source)).isRegularFile();
            }
        }
        assertThat(at(services, "redis command").toString()).contains("--appendonly yes --appendfsync always");
        String nodes = Shipped.of("nginx/parley-upstream.conf").text();
        for (String node : List.of("node1", "node2", "node3", "nginx")) {
            assertThat(nodes).contains(at(services, node + " networks inside ipv4_address") + ":");
        }
        Shipped image = Shipped.of("docker/Dockerfile");
        assertThat(image.text().lines().filter(line -> line.startsWith("COPY deploy/")))
                .allSatisfy(line -> assertThat(ROOT.resolve(line.split(" ")[1])).isRegularFile());
        assertThat(ROOT.resolve("scripts/build.sh")).isExecutable();
        assertThat(image.text()).contains("RUN scripts/build.sh\n");
        assertThat(ROOT.resolve("cli/src/main/dist/bin/parley")).isExecutable();
        assertThat(image.text()).contains("ENTRYPOINT [\"/opt/parley/bin/parley\"]");
    }

    /// As a shell in the image runs it.
    private static int healthCheck(int port) throws IOException, InterruptedException {
        Matcher check = Pattern.compile("CMD (\\[\"bash\".*])")
                .matcher(Shipped.of("docker/Dockerfile").text());
        assertThat(check.find()).isTrue();
        List<String> words = ((List<?>) new Load(LoadSettings.builder().build())
                        .loadFromString(check.group(1).replace("/127.0.0.1/8000", "/127.0.0.1/" + port)))
                .stream().map(Object::toString).toList();
        return new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void theImagesHealthCheckTellsAServerFromNone() throws Exception {
        Map<String, String> environment = new HashMap<>(
                Map.of("PARLEY_HTTP_SERVER_PORT", "0", "PARLEY_ENGINE_TYPE", "memory", "PARLEY_CHAT_ENABLED", "false"));
        Path file = Files.writeString(folder.resolve("parley.yaml"), "{}\n");
        try (ParleyServer server = ParleyServer.start(SharedNode.read(file, environment), _ -> {})) {
            assertThat(healthCheck(((Address.Tcp) server.addresses().getFirst()).port()))
                    .isZero();
        }
        assertThat(healthCheck(Shipped.freePort())).isNotZero();
    }
}
