package dev.parley.auth.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many questions, and what is counted of them.
@Timeout(60)
class LoadTest {

    private final Site site = new Site();
    private final Semaphore answers = new Semaphore(0);

    @AfterEach
    void close() {
        answers.release(1000);
        site.close();
    }

    @Test
    void soManyAreAskedAtOnceTenTimesAsManyWaitAndTheRestFails() {
        site.backend.does("/connect", exchange -> {
            answers.acquireUninterruptibly();
            BackendServer.write(exchange, 200, "{\"result\":{}}");
        });
        site.use(HookPlan.NONE.withConnect(site.hook("connect").withConcurrency(2)));
        List<Got<Grant.Session>> got = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            got.add(site.connecting(Site.anonymous()));
        }
        await().until(() -> site.backend.asked.size() == 2);
        assertThat(got.getLast().error()).isEqualTo(HubError.INTERNAL);
        assertThat(got.subList(0, 22)).noneMatch(Got::isThere);
        HookFigures busy = site.figures("connect");
        assertThat(busy.asked()).isEqualTo(23);
        assertThat(busy.waiting()).isEqualTo(20);
        assertThat(busy.unavailable()).isOne();

        answers.release(22);
        got.subList(0, 22).forEach(Got::value);
        HookFigures done = site.figures("connect");
        assertThat(done.allowed()).isEqualTo(22);
        assertThat(done.waiting()).isZero();
        assertThat(site.connecting(Site.anonymous()).isThere()).isFalse();
        answers.release();
    }

    @Test
    void connectionsAreKept() {
        site.backend.answers("/connect", "{\"result\":{}}");
        site.use(HookPlan.NONE.withConnect(site.hook("connect")));
        for (int i = 0; i < 20; i++) {
            site.connecting(Site.anonymous()).value();
        }
        assertThat(site.backend.asked).hasSize(20);
        assertThat(site.backend.connections).hasSize(1);
    }

    @Test
    void figuresAreByHookAndKind() {
        HookOptions hook = site.hook("site");
        site.use(HookPlan.NONE
                .withConnect(hook)
                .withSubscribe(Map.of("chat", hook, "open", hook))
                .withRpc(site.hook("rpc"), Map.of()));
        site.backend.does("/site", exchange -> {
            site.timing.pass(java.time.Duration.ofMillis(3));
            BackendServer.write(exchange, 200, "{\"result\":{}}");
        });
        TestClient ann = site.connected(site.request("", Map.of(), Map.of()));
        site.subscribing(ann, "chat:a").value();
        site.subscribing(ann, "open:a").value();
        site.backend.answers("/site", "{\"error\":{\"code\":403,\"message\":\"no\"}}");
        site.subscribing(ann, "chat:a").error();
        site.backend.answers("/site", "{\"result\":7}");
        site.subscribing(ann, "chat:a").error();
        site.calling(ann, "sum", Payload.json("1")).error();

        assertThat(site.hooks.figures())
                .containsExactly(
                        new HookFigures("rpc", HookKind.RPC, 1, 0, 0, 1, 0, 0),
                        new HookFigures("site", HookKind.CONNECT, 1, 1, 0, 0, 0, 3_000_000),
                        new HookFigures("site", HookKind.SUBSCRIBE, 4, 2, 1, 1, 0, 6_000_000));
        assertThat(HookKind.SUB_REFRESH).hasToString("sub_refresh");
    }

    @Test
    void theLoopIsNeverHeldUp() {
        site.backend.does("/connect", exchange -> answers.acquireUninterruptibly());
        site.use(HookPlan.NONE.withConnect(site.hook("connect")));
        Got<Grant.Session> got = site.connecting(Site.anonymous());
        Got<Boolean> alive = site.on(answer -> answer.succeeded(true));
        assertThat(alive.value()).isTrue();
        assertThat(got.isThere()).isFalse();
    }
}
