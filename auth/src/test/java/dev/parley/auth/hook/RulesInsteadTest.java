package dev.parley.auth.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.auth.hook.HookOptions.WhenUnavailable;
import dev.parley.hub.Answer;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.OpenRules;
import dev.parley.hub.Payload;
import dev.parley.hub.Session;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who decides while a backend gives no answer.
@Timeout(60)
class RulesInsteadTest {

    private final Site site = new Site();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void theRulesDecideWhereAHookSaysSo() {
        HookOptions down = site.hook("down").withWhenUnavailable(WhenUnavailable.RULES);
        site.use(HookPlan.NONE
                .withConnect(down)
                .withSubscribe(Map.of("open", down, "chat", down))
                .withPublish(Map.of("open", down, "chat", down))
                .withRpc(down, Map.of()));
        assertThat(site.connecting(Site.anonymous()).value()).isEqualTo(Grant.Session.ANONYMOUS);
        TestClient ann = site.ann();
        assertThat(site.subscribing(ann, "open:a").value()).isEqualTo(Grant.Subscription.PLAIN);
        assertThat(site.subscribing(ann, "chat:a").error()).isEqualTo(HubError.PERMISSION_DENIED);
        assertThat(site.publishing(ann, "open:a", Payload.json("1")).value().payload())
                .hasToString("1");
        assertThat(site.publishing(ann, "chat:a", Payload.json("1")).error()).isEqualTo(HubError.PERMISSION_DENIED);
        assertThat(site.calling(ann, "sum", Payload.json("1")).error()).isEqualTo(HubError.METHOD_NOT_FOUND);
        assertThat(site.backend.asked).hasSize(6);
    }

    @Test
    void nothingIsAllowedWhereItDoesNot() {
        HookOptions down = site.hook("down");
        site.use(HookPlan.NONE
                .withSubscribe(Map.of("open", down))
                .withPublish(Map.of("open", down))
                .withRpc(down, Map.of()));
        TestClient ann = site.ann();
        assertThat(site.subscribing(ann, "open:a").error()).isEqualTo(HubError.INTERNAL);
        assertThat(site.publishing(ann, "open:a", Payload.json("1")).error()).isEqualTo(HubError.INTERNAL);
        assertThat(site.calling(ann, "sum", Payload.json("1")).error()).isEqualTo(HubError.INTERNAL);
        assertThat(HubError.INTERNAL.temporary()).isTrue();
    }

    @Test
    void theRulesAreAskedOnTheLoop() {
        HookOptions down = site.hook("down").withWhenUnavailable(WhenUnavailable.RULES);
        site.use(HookPlan.NONE.withRpc(down, Map.of()));
        TestClient ann = site.ann();
        OpenRules others = new OpenRules() {
            @Override
            public void calling(Session session, String method, Payload data, Answer<Payload> answer) {
                answer.succeeded(Payload.text(site.loop.inLoop() ? "loop" : "elsewhere"));
            }
        };
        HookDecisions decisions = new HookDecisions(site.hooks, others, Site.NAMESPACES, (_, _) -> true);
        Got<Payload> got = site.on(answer -> decisions.calling(ann.session, "sum", Payload.json("1"), answer));
        assertThat(got.value()).hasToString("loop");
    }
}
