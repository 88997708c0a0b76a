package dev.parley.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.parley.net.Transport;
import dev.parley.server.config.Loader.FlagValue;
import dev.parley.websocket.WebSocketOptions.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoaderTest {

    @TempDir
    Path folder;

    @Test
    void withoutAnythingEveryOptionHasItsDefault() throws Exception {
        Settings settings = load("", Map.of());
        assertThat(settings.get(Options.HTTP_ADDRESS)).isEqualTo("127.0.0.1");
        assertThat(settings.get(Options.HTTP_PORT)).isEqualTo(8000);
        assertThat(settings.source(Options.HTTP_PORT)).hasToString("default");
        assertThat(settings.orNull(Options.STATIC)).isNull();
    }

    @Test
    void aFileSetsOptionsOfEveryType() throws Exception {
        Settings settings = load("""
                http_server:
                  address: "::"
                  port: 9000
                server:
                  transport: io_uring
                  trusted_proxies: [10.0.0.0/8, "::1", unix]
                  hosts: chat.example.com
                client:
                  ping_interval: 1m30s
                  allowed_origins:
                    - https://*.example.com
                    - 'null'
                websocket:
                  message_size_limit: 128KiB
                  compression: takeover
                echo: {enabled: false}
                """, Map.of());
        assertThat(settings.get(Options.HTTP_ADDRESS)).isEqualTo("::");
        assertThat(settings.get(Options.HTTP_PORT)).isEqualTo(9000);
        assertThat(settings.source(Options.HTTP_PORT)).hasToString(folder.resolve("parley.yaml") + ":3");
        assertThat(settings.get(Options.TRANSPORT)).isEqualTo(Transport.IO_URING);
        assertThat(settings.get(Options.TRUSTED_PROXIES)).containsExactly("10.0.0.0/8", "0:0:0:0:0:0:0:1/128", "unix");
        assertThat(settings.get(Options.HOSTS)).hasToString("[chat.example.com]");
        assertThat(settings.get(Options.PING_INTERVAL)).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.get(Options.ALLOWED_ORIGINS)).hasToString("[https://*.example.com, null]");
        assertThat(settings.get(Options.MESSAGE_SIZE_LIMIT)).isEqualTo(131072);
        assertThat(settings.get(Options.COMPRESSION)).isEqualTo(Compression.TAKEOVER);
        assertThat(settings.get(Options.ECHO_ENABLED)).isFalse();
    }

    @Test
    void jsonWithTabsIsYaml() throws Exception {
        Settings settings = load(
                "{\n\t\"http_server\": {\n\t\t\"port\": 9001\n\t},\n\t\"log\": {\"level\": \"warn\"}\n}\n", Map.of());
        assertThat(settings.get(Options.HTTP_PORT)).isEqualTo(9001);
        assertThat(settings.get(Options.LOG_LEVEL)).isEqualTo(LogLevel.WARN);
    }

    @Test
    void aVariableIsAboveTheFileAndAFlagAboveBoth() throws Exception {
        String file = "http_server: {address: a.org, port: 1}\nserver: {loops: 1}";
        Map<String, String> environment = Map.of("PARLEY_HTTP_SERVER_PORT", "2", "PARLEY_SERVER_LOOPS", "2");
        Settings settings = load(file, environment, new FlagValue("http_server.port", "--port", "3"));

        assertThat(settings.get(Options.HTTP_ADDRESS)).isEqualTo("a.org");
        assertThat(settings.get(Options.LOOPS)).isEqualTo(2);
        assertThat(settings.source(Options.LOOPS)).hasToString("PARLEY_SERVER_LOOPS");
        assertThat(settings.get(Options.HTTP_PORT)).isEqualTo(3);
        assertThat(settings.source(Options.HTTP_PORT)).hasToString("--port");
    }

    @Test
    void outsideTheFileAListHasCommasOrIsGivenOftenOrIsYaml() throws Exception {
        assertThat(load("", Map.of("PARLEY_CLIENT_ALLOWED_ORIGINS", "https://a.org, https://b.org"))
                        .get(Options.ALLOWED_ORIGINS))
                .hasToString("[https://a.org, https://b.org]");
        assertThat(load("", Map.of("PARLEY_CLIENT_ALLOWED_ORIGINS", "[\"https://a.org\"]"))
                        .get(Options.ALLOWED_ORIGINS))
                .hasToString("[https://a.org]");
        assertThat(load(
                                "",
                                Map.of(),
                                new FlagValue("client.allowed_origins", "--allowed-origin", "https://a.org"),
                                new FlagValue("client.allowed_origins", "--allowed-origin", "null,b.org"))
                        .get(Options.ALLOWED_ORIGINS))
                .hasToString("[https://a.org, null, b.org]");
    }

    @Test
    void sectionsInAListHaveOptionsOfTheirOwn() throws Exception {
        Settings settings =
                load("server:\n  listeners:\n    - port: 9000\n    - {address: unix:/tmp/p.sock}\n", Map.of());
        List<Settings> listeners = settings.get(Options.LISTENERS);
        assertThat(listeners.get(0).get(Options.Listener.PORT)).isEqualTo(9000);
        assertThat(listeners.get(0).get(Options.Listener.ADDRESS)).isEqualTo("127.0.0.1");
        assertThat(listeners.get(1).get(Options.Listener.ADDRESS)).isEqualTo("unix:/tmp/p.sock");
        assertThat(load("", Map.of("PARLEY_SERVER_LISTENERS", "[{port: 1}]")).get(Options.LISTENERS))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        websocket:;  mesage_size_limit: 1   | 2 | unknown option `websocket.mesage_size_limit`; did you mean `websocket.message_size_limit`?
        http_server: {prot: 1}              | 1 | unknown option `http_server.prot`; did you mean `http_server.port`?
        port: 1                             | 1 | unknown option `port`; did you mean `http_server.port`?
        allowed_origins: []                 | 1 | unknown option `allowed_origins`; did you mean `client.allowed_origins`?
        http_srever: {port: 1}              | 1 | unknown option `http_srever`; did you mean `http_server`?
        http: {port: 1}                     | 1 | unknown option `http`; did you mean `http_api`?
        http_server: {tls: {cert_pem_file: x}} | 1 | unknown option `http_server.tls.cert_pem_file`; did you mean `http_server.tls.cert_pem`?
        fruit: {apples: 1}                  | 1 | unknown option `fruit`; docs/configuration.md lists all
        http_server: 8000                   | 1 | `http_server` is a section: write options such as `http_server.address` below it
        http_server: {port: {a: 1}}         | 1 | `http_server.port` must be a whole number from 0 to 65535, got a section
        http_server: {port: [1]}            | 1 | `http_server.port` must be a whole number from 0 to 65535, got a list
        http_server:;;  port: 65536         | 3 | `http_server.port` must be a whole number from 0 to 65535, got `65536`
        http_server: {port: 8000.5}         | 1 | `http_server.port` must be a whole number from 0 to 65535, got `8000.5`
        http_server: {port: 99999999999999999999} | 1 | `http_server.port` must be a whole number from 0 to 65535, got `99999999999999999999`
        server: {transport: iouring}        | 1 | `server.transport` must be one of auto, io_uring, epoll, nio, got `iouring`
        server: {verbose: maybe}            | 1 | `server.verbose` must be true or false, got `maybe`
        server: {ws_root: raw}              | 1 | `server.ws_root` must be none, echo or raw:CHANNEL (1 to 255 bytes), got `raw`
        server: {base_path: /a/../b}        | 1 | `server.base_path` must be a path of plain segments such as /rt, got `/a/../b`
        server: {hosts: ['a.org:80']}       | 1 | `server.hosts` must be a host name without port, *.name or *, got `a.org:80`
        server: {trusted_proxies: [10.0.0.0/33]} | 1 | `server.trusted_proxies` must be an address, a network such as 10.0.0.0/8, or unix, got `10.0.0.0/33`
        server: {listeners: {port: 1}}      | 1 | `server.listeners` must be a list of sections, got a section
        server: {listeners: [9000]}         | 1 | each entry of `server.listeners` is a section with options such as `address`, got `9000`
        server: {listeners: [{prot: 9000}]} | 1 | unknown option `prot`; did you mean `port`?
        client: {ping_interval: 25}         | 1 | `client.ping_interval` must be a duration from 0 to 1h, such as 25s or 1h30m, got `25`
        client: {ping_interval: 61m}        | 1 | `client.ping_interval` must be a duration from 0 to 1h, such as 25s or 1h30m, got `61m`
        client: {queue_max_size: 1}         | 1 | `client.queue_max_size` must be a size from 1KiB to 1GiB, in bytes or as 64KiB, got `1`
        client: {allowed_origins: ['http://']} | 1 | `client.allowed_origins` must be an origin such as https://example.com, a host such as example.com (any scheme and port), a pattern such as https://*.example.com, null or *, got `http://`
        http_server: {port: 1, port: 2}     | 1 | `port` stands twice in this section
        - a list                            | 1 | a configuration is made of sections such as `http_server:`
        """)
    void aWrongLineIsNamedWithTheRemedy(String yaml, int line, String problem) {
        assertThatThrownBy(() -> load(yaml.replace(';', '\n'), Map.of()))
                .asInstanceOf(type(ConfigException.class))
                .extracting(ConfigException::problems)
                .isEqualTo(List.of(folder.resolve("parley.yaml") + ":" + line + ": " + problem));
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThatThrownBy(() -> load("port: 1\nserver: {loops: x}\n", Map.of("PARLEY_SERVER_LOOPS", "-1")))
                .asInstanceOf(type(ConfigException.class))
                .extracting(ConfigException::problems)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [1", "a: b: c", "\t- x", "a: !!binary {", "a: *nobody", "a: 1\n b: 2", "--- 1\n--- 2"})
    void whatIsNotYamlIsNamedWithLineAndColumn(String yaml) {
        assertThatThrownBy(() -> load(yaml, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching("(?s)"
                        + java.util.regex.Pattern.quote(
                                folder.resolve("parley.yaml").toString()) + ":\\d+:\\d+: not YAML: .+");
    }

    @Test
    void aFileThatContainsItselfIsRefused() {
        assertThatThrownBy(() -> load("http_server: &a {address: *a}", Map.of()))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void anEmptyFileAndEmptySectionsSetNothing() throws Exception {
        assertThat(load("# nothing\n", Map.of()).isSet(Options.HTTP_PORT)).isFalse();
        assertThat(load("http_server:\nserver:\n  loops:\n", Map.of()).isSet(Options.LOOPS))
                .isFalse();
        assertThat(load("http_server: {address: ''}", Map.of()).isSet(Options.HTTP_ADDRESS))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "PARLEY_HTTP_SERVER_PROT, 1, did you mean `PARLEY_HTTP_SERVER_PORT`?",
        "PARLEY_CLIENT_ALLOWED_ORIGIN, x, did you mean `PARLEY_CLIENT_ALLOWED_ORIGINS`?",
        "PARLEY_PORT, 8000, no such variable",
    })
    void aMisspeltVariableIsAnError(String name, String value, String problem) {
        assertThatThrownBy(() -> load("", Map.of(name, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(name + ": ")
                .hasMessageContaining(problem);
    }

    @Test
    void variablesOfKubernetesAndOfTheLauncherAreNoOptions() throws Exception {
        load(
                "",
                Map.of(
                        "PARLEY_PORT",
                        "tcp://10.0.0.1:8000",
                        "PARLEY_SERVICE_HOST",
                        "10.0.0.1",
                        "PARLEY_SERVICE_PORT",
                        "8000",
                        "PARLEY_REDIS_PORT_6379_TCP_ADDR",
                        "10.0.0.2",
                        "PARLEY_JAVA_OPTS",
                        "-Xmx1g",
                        "PARLEY_BUILT_BY_VERIFY",
                        "yes",
                        "PATH",
                        "/bin"));
    }

    @Test
    void aVariablesWrongValueNamesTheVariable() {
        assertThatThrownBy(() -> load("", Map.of("PARLEY_HTTP_SERVER_PORT", "http")))
                .hasMessage(
                        "PARLEY_HTTP_SERVER_PORT: `http_server.port` must be a whole number from 0 to 65535, got `http`");
        assertThatThrownBy(() -> load("", Map.of(), new FlagValue("http_server.port", "--port", "http")))
                .hasMessage("--port: `http_server.port` must be a whole number from 0 to 65535, got `http`");
    }

    @Test
    void theFileThatWasAskedForMustBeThere() throws Exception {
        Path absent = folder.resolve("absent.yaml");
        assertThatThrownBy(() -> Loader.load(Options.SCHEMA, absent, folder, Map.of(), List.of()))
                .hasMessage(absent + ": there is no such file");
        assertThat(Loader.load(Options.SCHEMA, null, folder, Map.of(), List.of())
                        .get(Options.HTTP_PORT))
                .isEqualTo(8000);
    }

    @Test
    void aVariableMayNameTheFile() throws Exception {
        Path file = Files.writeString(folder.resolve("other.yaml"), "http_server: {port: 7}");
        Settings settings =
                Loader.load(Options.SCHEMA, null, folder, Map.of("PARLEY_CONFIG", file.toString()), List.of());
        assertThat(settings.get(Options.HTTP_PORT)).isEqualTo(7);
    }

    private Settings load(String yaml, Map<String, String> environment, FlagValue... flags)
            throws IOException, ConfigException {
        Files.writeString(folder.resolve("parley.yaml"), yaml);
        return Loader.load(Options.SCHEMA, null, folder, environment, List.of(flags));
    }
}
