package dev.parley.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.auth.hook.HookPlan;
import dev.parley.server.Started;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookSettingsTest {

    @TempDir
    Path folder;

    private void refused(String yaml, String... sentences) throws Exception {
        Path file = Files.writeString(folder.resolve("p.yaml"), yaml);
        String expected = String.join("\n", sentences).replace("FILE", file.toString());
        assertThatThrownBy(() -> Started.config(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(expected);
    }

    @Test
    void aHookThatIsSwitchedOnNeedsAnEndpoint() throws Exception {
        refused(
                """
                client: {proxy: {connect: {enabled: true}, refresh: {enabled: true}}}
                channel: {without_namespace: {subscribe_proxy_enabled: true}}
                rpc: {without_namespace: {proxy_enabled: true}}
                """,
                "FILE:1: `client.proxy.connect.enabled` needs `client.proxy.connect.endpoint`: where the backend is asked",
                "FILE:1: `client.proxy.refresh.enabled` needs `client.proxy.refresh.endpoint`: where the backend is asked",
                "FILE:2: `channel.without_namespace.subscribe_proxy_enabled` needs `channel.proxy.subscribe.endpoint`: where the backend is asked",
                "FILE:3: `rpc.without_namespace.proxy_enabled` needs `rpc.proxy.endpoint`: where the backend is asked");
    }

    @Test
    void aHookOfANamespaceNeedsAnEndpointToo() throws Exception {
        refused(
                """
                channel:
                  namespaces:
                    - name: club
                      publish_proxy_enabled: true
                rpc:
                  namespaces:
                    - name: shop
                      proxy_enabled: true
                """,
                "FILE:4: `publish_proxy_enabled` needs `channel.proxy.publish.endpoint`: where the backend is asked",
                "FILE:8: `proxy_enabled` needs `rpc.proxy.endpoint`: where the backend is asked");
    }

    @Test
    void aNameThatIsNotAmongTheProxiesIsSaid() throws Exception {
        refused("""
                proxies: [{name: gate, endpoint: "http://127.0.0.1/"}]
                channel:
                  namespaces:
                    - name: club
                      subscribe_proxy_enabled: true
                      subscribe_proxy_name: gaet
                """, "FILE:6: `subscribe_proxy_name`: there is no `gaet` in `proxies`");
    }

    @Test
    void twoProxiesOfOneNameAndOneNamedDefaultAreRefused() throws Exception {
        refused("""
                proxies:
                  - {name: gate, endpoint: "http://127.0.0.1/a"}
                  - {name: gate, endpoint: "http://127.0.0.1/b"}
                  - {name: default, endpoint: "http://127.0.0.1/b"}
                """, "FILE:3: there is a `gate` already", "FILE:4: there is a `default` already");
    }

    @Test
    void aProxyWithoutNameOrEndpointIsRefused() throws Exception {
        refused(
                """
                proxies:
                  - {name: gate}
                  - {endpoint: "http://127.0.0.1/b"}
                """,
                "FILE:2: an entry of `proxies` needs a `name` and an `endpoint`",
                "FILE:3: an entry of `proxies` needs a `name` and an `endpoint`");
    }

    @Test
    void aProxyNamedAsAKindIsOneOfItsOwn() throws Exception {
        Path file = Files.writeString(folder.resolve("p.yaml"), """
                proxies: [{name: subscribe, endpoint: "http://127.0.0.1/b"}]
                channel:
                  proxy: {subscribe: {endpoint: "http://127.0.0.1/a"}}
                  without_namespace: {subscribe_proxy_enabled: true}
                  namespaces:
                    - {name: club, subscribe_proxy_enabled: true, subscribe_proxy_name: subscribe}
                """);
        HookPlan plan = Started.config(file).backend().hooks();
        assertThat(Objects.requireNonNull(plan.subscribe().get("")).endpoint()).hasPath("/a");
        assertThat(Objects.requireNonNull(plan.subscribe().get("club")).endpoint())
                .hasPath("/b");
    }

    @Test
    void anEndpointMustBeAnAddressAndThatIsSaidOnce() throws Exception {
        refused("""
                rpc:
                  proxy: {endpoint: "ftp://a/"}
                  without_namespace: {proxy_enabled: true}
                  namespaces: [{name: a, proxy_enabled: true}, {name: b, proxy_enabled: true}]
                """, "FILE:2: hook rpc: endpoint must be an address like https://host/path");
    }

    @Test
    void aHeaderOfTheConnectionCannotBePassedOn() throws Exception {
        refused(
                """
                client: {proxy: {connect: {enabled: true, endpoint: "http://a/", http_headers: [Upgrade]}}}
                """,
                "FILE:1: hook connect: http_headers has upgrade, which belongs to one connection and can't be passed on");
    }

    @Test
    void aHeaderTwiceIsRefused() throws Exception {
        refused("""
                client:
                  proxy:
                    connect:
                      enabled: true
                      endpoint: http://a/
                      http: {static_headers: ["X-A: 1", "X-A: 2"]}
                """, "FILE:6: `client.proxy.connect.http.static_headers` has X-A twice");
    }
}
