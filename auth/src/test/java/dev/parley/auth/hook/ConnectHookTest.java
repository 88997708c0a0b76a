package dev.parley.auth.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.ChannelName;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectHookTest {

    private final Site site = new Site();

    @BeforeEach
    void ask() {
        site.use(HookPlan.NONE.withConnect(site.hook("connect")));
    }

    @AfterEach
    void close() {
        site.close();
    }

    private Grant.Session granted(String reply) {
        site.backend.answers("/connect", reply);
        return site.connecting(Site.anonymous()).value();
    }

    private HubError refused(String reply) {
        site.backend.answers("/connect", reply);
        return site.connecting(Site.anonymous()).error();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theBackendIsToldWhoComes() {
        site.backend.answers("/connect", "{\"result\":{}}");
        site.connecting(new ConnectRequest(
                        "c1", "", Payload.json("{\"room\":1.0}"), "js", "5.2", Map.of(), "192.0.2.7"))
                .value();
        assertThat(site.backend.last().body())
                .isEqualTo("{\"client\":\"c1\",\"transport\":\"websocket\",\"protocol\":\"json\",\"encoding\":\"json\","
                        + "\"name\":\"js\",\"version\":\"5.2\",\"data\":{\"room\":1.0}}");
        assertThat(site.backend.last().headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(site.backend.last().headers()).doesNotContainKeys("Upgrade", "Http2-settings");
    }

    @Test
    void bytesGoAsBase64AndNoDataAsNone() {
        site.backend.answers("/connect", "{\"result\":{}}");
        site.connecting(new ConnectRequest(
                        "c1", "", Payload.binary(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3})), "", "", Map.of(), ""))
                .value();
        assertThat(site.backend.last().body()).endsWith(",\"b64data\":\"AQID\"}");
        site.connecting(Site.anonymous()).value();
        assertThat(site.backend.last().body()).doesNotContain("data").doesNotContain("name");
    }

    @Test
    void aNameOfBrokenCharactersIsStillJson() {
        site.backend.answers("/connect", "{\"result\":{}}");
        site.connecting(new ConnectRequest("c1", "", null, "\ud800\n\"", "", Map.of(), ""))
                .value();
        assertThat(site.backend.last().body()).contains("\"name\":\"?\\n\\\"\"");
    }

    @Test
    void allOfAResultIsGranted() {
        Grant.Session grant = granted("""
                {"result": {"user": "ann", "expire_at": 1900000000, "info": {"name": "Ann"}, "data": [1.10],
                  "meta": {"shop": 7}, "channels": ["news"], "unknown": true}}
                """);
        assertThat(grant.user()).isEqualTo(new UserId("ann"));
        assertThat(grant.expiresAtSeconds()).isEqualTo(1_900_000_000);
        assertThat(grant.info()).hasToString("{\"name\": \"Ann\"}");
        assertThat(grant.data()).hasToString("[1.10]");
        assertThat(grant.credentials().meta()).hasToString("{\"shop\": 7}");
        assertThat(grant.credentials().renewedByServer()).isFalse();
        assertThat(grant.channels()).isEqualTo(Map.of(new ChannelName("news"), Grant.Subscription.PLAIN));
    }

    @Test
    void base64GoesAboveJsonAndHoldsJson() {
        Grant.Session grant = granted("{\"result\":{\"info\":1,\"b64info\":\"%s\",\"b64data\":\"%s\"}}"
                .formatted(base64("{\"a\":1}"), base64("[]")));
        assertThat(grant.info()).isEqualTo(Payload.json("{\"a\":1}"));
        assertThat(grant.data()).isEqualTo(Payload.json("[]"));
    }

    @Test
    void subscriptionsHaveTheirOwnTerms() {
        Grant.Session grant = granted("""
                {"result": {"channels": ["a", "b"], "subs": {"b": {"info": {"i": 1}, "data": {"d": 1}, "override": {
                  "presence": {"value": true}, "join_leave": {"value": false}, "force_push_join_leave": {"value": true},
                  "force_positioning": {"value": true}, "force_recovery": {"value": false}}}, "c": null}}}
                """);
        assertThat(grant.channels())
                .isEqualTo(Map.of(
                        new ChannelName("a"),
                        Grant.Subscription.PLAIN,
                        new ChannelName("b"),
                        new Grant.Subscription(
                                Payload.json("{\"i\": 1}"),
                                Payload.json("{\"d\": 1}"),
                                0,
                                new Grant.Overrides(true, false, true, true, false),
                                false),
                        new ChannelName("c"),
                        Grant.Subscription.PLAIN));
    }

    @Test
    void anEmptyResultIsAnAnonymousUser() {
        assertThat(granted("{\"result\":{}}").user()).isEqualTo(UserId.ANONYMOUS);
        assertThat(granted("{\"result\":{\"user\":null},\"error\":null}").user())
                .isEqualTo(UserId.ANONYMOUS);
    }

    @Test
    void aReplyThatSaysNothingLetsNobodyIn() {
        assertThat(refused("{}")).isEqualTo(HubError.INTERNAL);
        assertThat(refused("{\"result\":null}")).isEqualTo(HubError.INTERNAL);
        assertThat(site.figures("connect").unavailable()).isEqualTo(2);
    }

    @Test
    void anErrorIsPassedOn() {
        assertThat(refused("{\"error\":{\"code\":1000,\"message\":\"no room\",\"temporary\":true}}"))
                .isEqualTo(new HubError(1000, "no room", true));
        assertThat(refused("{\"error\":{\"code\":109,\"message\":\"token expired\"}}"))
                .isEqualTo(HubError.TOKEN_EXPIRED);
    }

    @Test
    void aDisconnectEndsTheSessionWhateverElseIsSaid() {
        HubError error =
                refused("{\"disconnect\":{\"code\":4501,\"reason\":\"banned\"},\"result\":{\"user\":\"ann\"}}");
        assertThat(error.ending()).isEqualTo(new Disconnect(4501, "banned"));
    }

    @Test
    void aLongReasonIsClippedBetweenCharacters() {
        Disconnect ending = refused(
                        "{\"disconnect\":{\"code\":4000,\"reason\":\"%s\"}}".formatted("a".repeat(122) + "é!"))
                .ending();
        assertThat(ending).isEqualTo(new Disconnect(4000, "a".repeat(122)));
        assertThat(refused("{\"disconnect\":{\"code\":4000,\"reason\":\"%s\"}}".formatted("a".repeat(121) + "é"))
                        .ending())
                .isEqualTo(new Disconnect(4000, "a".repeat(121) + "é"));
    }

    @Test
    void whoHasATokenIsNotAskedFor() {
        assertThat(site.connecting(site.request("bob", Map.of(), Map.of()))
                        .value()
                        .user())
                .isEqualTo(new UserId("bob"));
        assertThat(site.backend.asked).isEmpty();
    }

    @Test
    void withoutAHookTheRulesDecide() {
        site.use(HookPlan.NONE);
        assertThat(site.connecting(Site.anonymous()).value().user()).isEqualTo(UserId.ANONYMOUS);
        assertThat(site.backend.asked).isEmpty();
    }

    @Test
    void theServerRenewsOnlyWhereThereIsARefreshHookAndAnEnd() {
        site.use(HookPlan.NONE.withConnect(site.hook("connect")).withRefresh(site.hook("refresh")));
        assertThat(granted("{\"result\":{\"expire_at\":1900000000}}")
                        .credentials()
                        .renewedByServer())
                .isTrue();
        assertThat(granted("{\"result\":{\"expire_at\":0}}").credentials().renewedByServer())
                .isFalse();
    }

    @Test
    void numbersInPayloadsStayWhatTheyAre() {
        String data = "{\"n\":12345678901234567890.10,\"e\":1e400,\"s\":\"\\u00e9\"}";
        assertThat(granted("{ \"result\" : { \"data\" : " + data + " , \"user\" : \"é\" } }")
                        .data())
                .hasToString(data);
    }
}
