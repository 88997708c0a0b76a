package dev.parley.auth.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.auth.hook.HookOptions.WhenUnavailable;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Credentials;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.SubscribeRequest;
import dev.parley.hub.Subscribed;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sessions and subscriptions whose time has come.
@Timeout(60)
class RefreshHookTest {

    private static final ChannelName ROOM = new ChannelName("chat:a");
    private static final long IN_A_MINUTE = FakeTiming.START + 60;

    private final Site site = new Site();
    private TestClient ann;

    @BeforeEach
    void ask() {
        use(WhenUnavailable.DENY);
    }

    private void use(WhenUnavailable what) {
        HookOptions subscribe = site.hook("subscribe");
        site.use(HookPlan.NONE
                .withConnect(site.hook("connect"))
                .withRefresh(site.hook("refresh").withMeta().withWhenUnavailable(what))
                .withSubscribe(Map.of("chat", subscribe))
                .withSubRefresh(
                        Map.of("chat", site.hook("sub_refresh").withMeta().withWhenUnavailable(what))));
        site.backend.answers(
                "/connect", "{\"result\":{\"user\":\"ann\",\"expire_at\":" + IN_A_MINUTE + ",\"meta\":{\"shop\":7}}}");
        ann = site.connected(site.request("", Map.of(), Map.of()));
    }

    @AfterEach
    void close() {
        site.close();
    }

    private Got<Grant.Session> refreshing() {
        return site.on(got -> site.decisions.refreshing(ann.session, "", got));
    }

    private Got<Grant.Subscription> refreshing(ChannelName channel) {
        return site.on(got -> site.decisions.refreshing(ann.session, channel, "", got));
    }

    private void fails(String path) {
        site.backend.does(path, exchange -> exchange.sendResponseHeaders(503, -1));
    }

    private void goesOn() {
        await().until(site.timing::isAwaited);
        site.timing.goOn();
    }

    // ---- sessions

    @Test
    void theBackendIsToldWhoseTimeHasCome() {
        site.backend.answers("/refresh", "{\"result\":{}}");
        refreshing().value();
        assertThat(site.backend.last().body())
                .isEqualTo("{\"client\":\"" + ann.session.client()
                        + "\",\"transport\":\"websocket\",\"protocol\":\"json\",\"encoding\":\"json\","
                        + "\"user\":\"ann\",\"meta\":{\"shop\":7}}");
    }

    @Test
    void aSessionGoesOnAsWhoItIs() {
        site.backend.answers("/refresh", "{\"result\":{\"expire_at\":1900000000,\"info\":{\"i\":1},\"user\":\"bob\"}}");
        Credentials known = ann.session.credentials();
        assertThat(refreshing().value())
                .isEqualTo(new Grant.Session(
                        ann.session.user(), Payload.json("{\"i\":1}"), null, Map.of(), 1_900_000_000, known));
        assertThat(known.meta()).hasToString("{\"shop\":7}");
        assertThat(known.renewedByServer()).isTrue();
    }

    @Test
    void aSessionExpires() {
        site.backend.answers("/refresh", "{\"result\":{\"expired\":true}}");
        assertThat(refreshing().error()).isEqualTo(HubError.EXPIRED);
        site.backend.answers("/refresh", "{\"result\":{\"expire_at\":" + FakeTiming.START + "}}");
        assertThat(refreshing().error()).isEqualTo(HubError.EXPIRED);
    }

    @Test
    void refusalsToGoOnArePassedOn() {
        site.backend.answers("/refresh", "{\"error\":{\"code\":1000,\"message\":\"no\"}}");
        assertThat(refreshing().error()).isEqualTo(new HubError(1000, "no", false));
        site.backend.answers("/refresh", "{\"disconnect\":{\"code\":4500,\"reason\":\"out\"}}");
        assertThat(refreshing().error().ending()).isEqualTo(new Disconnect(4500, "out"));
        site.backend.answers("/refresh", "{\"result\":{\"expired\":1}}");
        assertThat(refreshing().error()).isEqualTo(HubError.INTERNAL);
    }

    @Test
    void aTokenIsNotTheBackendsAndLeavesHeadersAlone() {
        site.use(HookPlan.NONE.withRefresh(site.hook("refresh").withHttpHeaders("Cookie")));
        TestClient bob = site.connected(site.request("bob", Map.of(), Map.of("cookie", "a=b")));
        Got<Grant.Session> got = site.on(answer -> site.decisions.refreshing(bob.session, "bob", answer));
        assertThat(got.value().credentials().headers()).isEqualTo(Map.of("cookie", "a=b"));
        assertThat(site.backend.asked).noneMatch(asked -> asked.path().equals("/refresh"));
    }

    @Test
    void withoutAHookTheRulesRenew() {
        site.use(HookPlan.NONE);
        assertThat(refreshing().value()).isNotNull();
        assertThat(refreshing(ROOM).value()).isNotNull();
        assertThat(site.backend.asked).noneMatch(asked -> asked.path().contains("refresh"));
    }

    @Test
    void aBackendThatComesBackWithinSecondsCutsNobody() {
        fails("/refresh");
        Got<Grant.Session> got = refreshing();
        goesOn(); // 0.5 s
        goesOn(); // 1.5 s
        await().until(site.timing::isAwaited);
        assertThat(got.isThere()).isFalse();
        site.backend.answers("/refresh", "{\"result\":{\"expire_at\":1900000000}}");
        site.timing.goOn(); // 3.5 s
        assertThat(got.value().expiresAtSeconds()).isEqualTo(1_900_000_000);
        assertThat(site.timing.nanos()).isEqualTo(Duration.ofMillis(3500).toNanos());
        assertThat(got.times).hasValue(1);
    }

    @Test
    void aBackendThatStaysAwayEndsTheSession() {
        fails("/refresh");
        Got<Grant.Session> got = refreshing();
        for (int i = 0; i < 7; i++) {
            goesOn(); // 0.5, 1.5, 3.5, 7.5, 12.5, 17.5, 22.5 s
        }
        assertThat(got.error()).isEqualTo(HubError.INTERNAL);
        assertThat(site.backend.asked)
                .filteredOn(asked -> asked.path().equals("/refresh"))
                .hasSize(8);
        assertThat(site.timing.isAwaited()).isFalse();
    }

    @Test
    void aBackendThatStaysAwayLetsItLiveAMinuteWhereTheRulesDecide() {
        use(WhenUnavailable.RULES);
        fails("/refresh");
        Got<Grant.Session> got = refreshing();
        for (int i = 0; i < 7; i++) {
            goesOn();
        }
        assertThat(got.value())
                .isEqualTo(new Grant.Session(
                        ann.session.user(),
                        null,
                        null,
                        Map.of(),
                        FakeTiming.START + 22 + 60,
                        ann.session.credentials()));
    }

    @Test
    void patienceIsAParameter() {
        fails("/refresh");
        HookDecisions hasty =
                new HookDecisions(site.hooks, site.decisions, Site.NAMESPACES, (_, _) -> true, Duration.ofMillis(499));
        Got<Grant.Session> got = site.on(answer -> hasty.refreshing(ann.session, "", answer));
        assertThat(got.error()).isEqualTo(HubError.INTERNAL);
    }

    // ---- in the hub

    @Test
    void theHubAsksWhenTheTimeHasCome() {
        site.backend.answers("/refresh", "{\"result\":{\"expire_at\":" + (IN_A_MINUTE + 60) + "}}");
        TestLoop.Due first = only();
        assertThat(first.delayMillis()).isEqualTo(60_000);
        site.timing.pass(Duration.ofSeconds(60));
        site.loop.fire(first);
        await().until(() -> !site.loop.timers.isEmpty());
        assertThat(only().delayMillis()).isEqualTo(60_000);
        assertThat(ann.session.credentials().meta()).hasToString("{\"shop\":7}");

        site.backend.answers("/refresh", "{\"result\":{\"expired\":true}}");
        site.loop.fire(only());
        await().until(() -> !ann.heard.isEmpty());
        assertThat(ann.heard).containsExactly("3005 connection expired");
    }

    private TestLoop.Due only() {
        assertThat(site.loop.timers).hasSize(1);
        return site.loop.timers.getFirst();
    }

    @Test
    void theHubAsksForSubscriptionsToo() {
        site.backend.answers("/subscribe", "{\"result\":{\"expire_at\":" + (FakeTiming.START + 47) + "}}");
        Got<Subscribed> subscribed = new Got<>();
        site.loop.run(() -> ann.session.subscribe(SubscribeRequest.to(ROOM), subscribed));
        assertThat(subscribed.value().ttlSeconds()).isZero();

        site.backend.answers("/sub_refresh", "{\"result\":{\"expired\":true}}");
        site.loop.fire(site.loop.timers.stream()
                .filter(due -> due.delayMillis() == 47_000)
                .findFirst()
                .orElseThrow());
        await().until(() -> !ann.heard.isEmpty());
        assertThat(ann.heard).containsExactly("unsubscribed from chat:a 2501");
    }

    // ---- subscriptions

    @Test
    void theBackendIsToldWhichSubscriptionsTimeHasCome() {
        site.backend.answers("/sub_refresh", "{\"result\":{\"expire_at\":1900000000}}");
        assertThat(refreshing(ROOM).value().expiresAtSeconds()).isEqualTo(1_900_000_000);
        assertThat(site.backend.last().body())
                .endsWith(",\"user\":\"ann\",\"meta\":{\"shop\":7},\"channel\":\"chat:a\"}");
    }

    @Test
    void aSubscriptionExpires() {
        site.backend.answers("/sub_refresh", "{\"result\":{\"expired\":true}}");
        assertThat(refreshing(ROOM).error()).isEqualTo(HubError.EXPIRED);
    }

    @Test
    void aSubscriptionOutlivesAShortOutage() {
        fails("/sub_refresh");
        Got<Grant.Subscription> got = refreshing(ROOM);
        await().until(site.timing::isAwaited);
        site.backend.answers("/sub_refresh", "{\"result\":{}}");
        site.timing.goOn();
        assertThat(got.value().expiresAtSeconds()).isZero();
    }

    @Test
    void aSubscriptionsBackendThatStaysAwayLetsItLiveAMinuteWhereTheRulesDecide() {
        use(WhenUnavailable.RULES);
        fails("/sub_refresh");
        Got<Grant.Subscription> got = refreshing(ROOM);
        for (int i = 0; i < 7; i++) {
            goesOn();
        }
        assertThat(got.value().expiresAtSeconds()).isEqualTo(FakeTiming.START + 22 + 60);
    }

    @Test
    void namespacesWithoutASubRefreshHookGoByTheRules() {
        assertThat(refreshing(new ChannelName("open:a")).value().info()).hasToString("\"by token\"");
        assertThat(refreshing(new ChannelName("nowhere:a")).value().info()).hasToString("\"by token\"");
    }
}
