package dev.parley.auth.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.SubscribeRequest;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SubscribeHookTest {

    private final Site site = new Site();
    private TestClient ann;

    @BeforeEach
    void ask() {
        HookOptions hook = site.hook("subscribe");
        site.use(HookPlan.NONE
                .withSubscribe(Map.of("chat", hook, "open", hook, "own", hook, "", hook))
                .withSubRefresh(Map.of("chat", site.hook("sub_refresh"))));
        ann = site.ann();
        site.backend.answers("/subscribe", "{\"result\":{}}");
    }

    @AfterEach
    void close() {
        site.close();
    }

    private Grant.Subscription granted(String channel, String result) {
        site.backend.answers("/subscribe", "{\"result\":" + result + "}");
        return site.subscribing(ann, channel).value();
    }

    private static SubscribeRequest request(String channel, boolean wants, String token, Payload data) {
        return new SubscribeRequest(new ChannelName(channel), null, wants, wants, false, false, null, token, data);
    }

    @Test
    void theBackendIsToldWhoSubscribesToWhat() {
        site.subscribing(ann, request("chat:a", false, "", Payload.json("{\"k\":1}")))
                .value();
        assertThat(site.backend.last().body())
                .isEqualTo("{\"client\":\"" + ann.session.client()
                        + "\",\"transport\":\"websocket\",\"protocol\":\"json\",\"encoding\":\"json\",\"user\":\"ann\","
                        + "\"channel\":\"chat:a\",\"data\":{\"k\":1}}");
    }

    @Test
    void aResultIsGranted() {
        Grant.Subscription grant = granted("chat:a", """
                {"info": {"i": 1}, "data": {"d": 1}, "expire_at": 1900000000, "override": {"presence": {"value": true}}}
                """);
        assertThat(grant)
                .isEqualTo(new Grant.Subscription(
                        Payload.json("{\"i\": 1}"),
                        Payload.json("{\"d\": 1}"),
                        1_900_000_000,
                        new Grant.Overrides(true, null, null, null, null),
                        true));
    }

    @Test
    void theServerRenewsOnlyWhereThatNamespaceHasAHookAndThereIsAnEnd() {
        assertThat(granted("open:a", "{\"expire_at\":1900000000}").renewedByServer())
                .isFalse();
        assertThat(granted("chat:a", "{\"expire_at\":0}").renewedByServer()).isFalse();
    }

    @Test
    void whatHasExpiredAlreadyIsRefused() {
        site.backend.answers("/subscribe", "{\"result\":{\"expire_at\":" + FakeTiming.START + "}}");
        assertThat(site.subscribing(ann, "chat:a").error()).isEqualTo(HubError.EXPIRED);
    }

    @Test
    void privateChannelsAreTheBackendsToDecide() {
        assertThat(granted("$chat:a", "{}")).isEqualTo(Grant.Subscription.PLAIN);
        assertThat(granted("$a", "{}")).isEqualTo(Grant.Subscription.PLAIN);
    }

    @Test
    void userLimitedChannelsStayThoseOfTheUsersInTheirNames() {
        assertThat(site.subscribing(ann, "own:diary#ann").value()).isEqualTo(Grant.Subscription.PLAIN);
        assertThat(site.subscribing(ann, "own:diary#bob").error()).isEqualTo(HubError.PERMISSION_DENIED);
        assertThat(site.backend.asked).isEmpty();
        assertThat(granted("own:diary", "{}")).isEqualTo(Grant.Subscription.PLAIN);
        assertThat(granted("chat:diary#bob", "{}")).isEqualTo(Grant.Subscription.PLAIN);
    }

    @Test
    void theServersOwnChannelsAreNotAskedFor() {
        assertThat(site.subscribing(ann, Site.RESERVED.value()).error()).isEqualTo(HubError.PERMISSION_DENIED);
        assertThat(site.backend.asked).isEmpty();
        assertThat(granted("other", "{}")).isEqualTo(Grant.Subscription.PLAIN);
    }

    @Test
    void aChannelThatDoesNotFitItsNamespaceIsNotAskedFor() {
        assertThat(site.subscribing(ann, "open:7").error()).isEqualTo(HubError.BAD_REQUEST);
        assertThat(site.backend.asked).isEmpty();
    }

    @Test
    void whoHasATokenIsNotAskedFor() {
        Grant.Subscription grant =
                site.subscribing(ann, request("chat:a", false, "token", null)).value();
        assertThat(grant.info()).hasToString("\"by token\"");
        assertThat(site.backend.asked).isEmpty();
    }

    @Test
    void namespacesWithoutAHookGoByTheRules() {
        site.use(HookPlan.NONE.withSubscribe(Map.of("open", site.hook("subscribe"))));
        assertThat(site.subscribing(site.ann(), "chat:a").error()).isEqualTo(HubError.PERMISSION_DENIED);
        assertThat(site.subscribing(site.ann(), "a").error()).isEqualTo(HubError.PERMISSION_DENIED);
        assertThat(site.backend.asked).isEmpty();
    }

    @Test
    void whomHistoryIsOpenToRecoversWhenItAsks() {
        Grant.Overrides both = new Grant.Overrides(null, null, null, true, true);
        assertThat(site.subscribing(ann, request("open:a", true, "", null))
                        .value()
                        .overrides())
                .isEqualTo(both);
        assertThat(site.subscribing(ann, request("chat:a", true, "", null))
                        .value()
                        .overrides())
                .isEqualTo(Grant.Overrides.NONE);
    }

    @Test
    void theBackendsWordOnRecoveryGoesAboveTheClients() {
        site.backend.answers("/subscribe", "{\"result\":{\"override\":{\"force_recovery\":{\"value\":false}}}}");
        assertThat(site.subscribing(ann, request("open:a", true, "", null))
                        .value()
                        .overrides())
                .isEqualTo(new Grant.Overrides(null, null, null, true, false));
    }

    @Test
    void errorAndDisconnectArePassedOn() {
        site.backend.answers("/subscribe", "{\"error\":{\"code\":403,\"message\":\"members only\"}}");
        assertThat(site.subscribing(ann, "chat:a").error()).isEqualTo(new HubError(403, "members only", false));
        site.backend.answers("/subscribe", "{\"disconnect\":{\"code\":4500,\"reason\":\"out\"}}");
        assertThat(site.subscribing(ann, "chat:a").error().ending()).isEqualTo(new Disconnect(4500, "out"));
        site.backend.answers("/subscribe", "{}");
        assertThat(site.subscribing(ann, "chat:a").error()).isEqualTo(HubError.INTERNAL);
    }
}
