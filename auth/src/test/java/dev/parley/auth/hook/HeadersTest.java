package dev.parley.auth.hook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Credentials;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What backends see of clients' headers, and of meta.
@Timeout(60)
class HeadersTest {

    private static final Payload NOTHING = Payload.json("{}");

    private final Site site = new Site();

    @BeforeEach
    void ask() {
        site.use(HookPlan.NONE
                .withConnect(site.hook("connect").withHttpHeaders("Cookie", "X-Early"))
                .withSubscribe(Map.of("chat", site.hook("subscribe").withHttpHeaders("Authorization")))
                .withRpc(site.hook("rpc").withHttpHeaders("Cookie").withMeta(), Map.of()));
        for (String path : new String[] {"/connect", "/subscribe", "/rpc"}) {
            site.backend.answers(path, "{\"result\":{\"meta\":{\"shop\":7}}}");
        }
    }

    @AfterEach
    void close() {
        site.close();
    }

    private Headers seen(Map<String, String> emulated, Map<String, String> http) {
        site.connecting(site.request("", emulated, http)).value();
        return site.backend.last().headers();
    }

    @Test
    void onlyChosenHeadersArePassedOn() {
        Headers seen = seen(Map.of(), Map.of("cookie", "id=1", "authorization", "Bearer x", "x-real-ip", "1"));
        assertThat(seen.get("Cookie")).containsExactly("id=1");
        assertThat(seen).doesNotContainKeys("Authorization", "X-real-ip");
    }

    @Test
    void emulatedHeadersArePassedOnWhateverTheirCase() {
        Headers seen = seen(Map.of("COOKIE", "id=2", "Authorization", "Bearer x"), Map.of());
        assertThat(seen.get("Cookie")).containsExactly("id=2");
        assertThat(seen).doesNotContainKey("Authorization");
    }

    @Test
    void headersOfHttpGoAboveEmulatedOnes() {
        assertThat(seen(Map.of("Cookie", "id=2"), Map.of("cookie", "id=1")).get("Cookie"))
                .containsExactly("id=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Admin: 1", "a\nb", "a\rb", "a\0b", "ä", "\ud83d\ude00"})
    void aValueThatIsNoneOfAHeaderIsABadRequest(String value) {
        HubError error = site.connecting(site.request("", Map.of("Cookie", value), Map.of()))
                .error();
        assertThat(error.code()).isEqualTo(HubError.BAD_REQUEST.code());
        assertThat(error.message()).contains("cookie").doesNotContain(value);
        assertThat(site.connecting(site.request("ann", Map.of("Cookie", value), Map.of()))
                        .error()
                        .code())
                .isEqualTo(HubError.BAD_REQUEST.code());
        assertThat(site.backend.asked).isEmpty();
    }

    @Test
    void whatNobodyWantsMayBeBroken() {
        assertThat(seen(Map.of("X-Other", "a\r\nb", "a\r\nb", "c"), Map.of())).doesNotContainKey("X-other");
    }

    @Test
    void aHugeOrDoubleHeaderIsABadRequest() {
        String huge = "a".repeat(Kept.MAX_VALUE_LENGTH + 1);
        assertThat(site.connecting(site.request("", Map.of("Cookie", huge), Map.of()))
                        .error()
                        .code())
                .isEqualTo(HubError.BAD_REQUEST.code());
        assertThat(site.connecting(site.request("", Map.of("Cookie", "a", "cookie", "b"), Map.of()))
                        .error()
                        .code())
                .isEqualTo(HubError.BAD_REQUEST.code());
        assertThat(seen(Map.of("Cookie", huge.substring(1)), Map.of()).getFirst("Cookie"))
                .isEqualTo(huge.substring(1));
    }

    @Test
    void whatHttpCarriedBeyondAsciiIsMarked() {
        assertThat(seen(Map.of(), Map.of("cookie", "id=1; town=Kön")).get("Cookie"))
                .containsExactly("id=1; town=K?n");
    }

    @Test
    void theClientsAddressIsOursToSay() {
        site.use(HookPlan.NONE.withConnect(site.hook("connect").withHttpHeaders("X-Forwarded-For")));
        assertThat(seen(Map.of("X-Forwarded-For", "10.0.0.1"), Map.of("x-forwarded-for", "10.0.0.2"))
                        .get("X-Forwarded-For"))
                .containsExactly("192.0.2.7");
        ConnectRequest nowhere = new ConnectRequest("c", "", null, "", "", Map.of("X-Forwarded-For", "10.0.0.1"), "");
        site.connecting(nowhere).value();
        assertThat(site.backend.last().headers()).doesNotContainKey("X-forwarded-for");
    }

    @Test
    void staticHeadersGoAboveTheClients() {
        site.use(HookPlan.NONE.withConnect(site.hook("connect")
                .withHttpHeaders("Authorization")
                .withStaticHeaders(Map.of("authorization", "Bearer site", "X-Key", "k"))));
        Headers seen = seen(Map.of("Authorization", "Bearer client"), Map.of("authorization", "Bearer browser"));
        assertThat(seen.get("Authorization")).containsExactly("Bearer site");
        assertThat(seen.get("X-Key")).containsExactly("k");
    }

    @Test
    void aSessionKeepsWhatIsWantedLaterAndNothingElse() {
        Map<String, String> http =
                Map.of("cookie", "id=1", "authorization", "Bearer x", "x-early", "1", "x-other", "2");
        Grant.Session grant = site.connecting(site.request("", Map.of(), http)).value();
        assertThat(grant.credentials().headers()).isEqualTo(Map.of("cookie", "id=1", "authorization", "Bearer x"));
        assertThat(site.hooks.carriedHeaders()).containsExactlyInAnyOrder("cookie", "x-early", "authorization");
    }

    @Test
    void laterHooksSeeTheirHeadersAndTheAddress() {
        TestClient client = site.connected(
                site.request("", Map.of("Authorization", "Bearer x"), Map.of("cookie", "id=1", "x-early", "1")));
        site.subscribing(client, "chat:a").value();
        Headers seen = site.backend.last().headers();
        assertThat(seen.get("Authorization")).containsExactly("Bearer x");
        assertThat(seen).doesNotContainKeys("Cookie", "X-early");
        assertThat(seen.get("X-Forwarded-For")).containsExactly("192.0.2.7");

        site.calling(client, "sum", NOTHING).value();
        assertThat(site.backend.last().headers().get("Cookie")).containsExactly("id=1");
        assertThat(site.backend.last().headers()).doesNotContainKeys("Authorization", "X-early");
    }

    @Test
    void whoCameWithATokenKeepsHeadersToo() {
        TestClient client = site.connected(site.request("ann", Map.of(), Map.of("cookie", "id=1")));
        site.calling(client, "sum", NOTHING).value();
        assertThat(site.backend.last().headers().get("Cookie")).containsExactly("id=1");
    }

    @Test
    void theTransportIsKnownLater() {
        ConnectRequest tcp = new ConnectRequest("tcp-1", "", null, "text", "", Map.of(), Map.of(), "tcp", "192.0.2.7");
        TestClient client = site.connected(tcp);
        assertThat(site.backend.last().body()).contains("\"transport\":\"tcp\"");
        site.calling(client, "sum", NOTHING).value();
        assertThat(site.backend.last().body()).contains("\"transport\":\"tcp\"");
        assertThat(site.backend.last().headers().keySet()).noneMatch(name -> name.contains("ransport"));
    }

    @Test
    void metaIsKeptAndToldOnlyWhereItIsWanted() {
        TestClient client = site.connected(site.request("", Map.of(), Map.of()));
        assertThat(client.session.credentials())
                .isEqualTo(new Credentials(Payload.json("{\"shop\":7}"), "", 0, Map.of(), false));
        site.calling(client, "sum", NOTHING).value();
        assertThat(site.backend.last().body()).contains("\"meta\":{\"shop\":7}");
        site.subscribing(client, new ChannelName("chat:a").value()).value();
        assertThat(site.backend.last().body()).doesNotContain("meta");
    }

    @Test
    void metaOfNobodyIsLeftOut() {
        site.calling(site.ann(), "sum", NOTHING).value();
        assertThat(site.backend.last().body()).doesNotContain("meta");
    }
}
