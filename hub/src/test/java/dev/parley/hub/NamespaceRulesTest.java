package dev.parley.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Namespace.Allow;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Who may do what.
class NamespaceRulesTest {

    private static final UserId NOBODY = UserId.ANONYMOUS;
    private static final UserId ANNA = new UserId("anna");
    private static final UserId BOB = new UserId("bob");
    private static final ChannelName NEWS = new ChannelName("news");

    private final Namespaces namespaces = new Namespaces(Namespaces.Syntax.DEFAULT, allowing(), List.of());
    private final NamespaceRules rules = new NamespaceRules(namespaces, true, false, NamespaceRules.Tokens.NONE);
    private final NamespaceRules insecure = new NamespaceRules(namespaces, true, true, NamespaceRules.Tokens.NONE);

    private static Namespace allowing(Allow... what) {
        return with(null, what);
    }

    private static Namespace with(Pattern pattern, Allow... what) {
        Namespace plain = Namespace.named("");
        return new Namespace(
                "",
                true,
                true,
                false,
                plain.retention(),
                plain.positioning(),
                plain.recovery(),
                plain.recoveryMode(),
                Set.of(what),
                false,
                false,
                false,
                false,
                pattern,
                false,
                null);
    }

    private boolean maySubscribe(UserId user, String channel, Namespace namespace) {
        return rules.refusesSubscribing(user, new ChannelName(channel), namespace) == null;
    }

    private boolean mayPublish(UserId user, boolean subscribed, Namespace namespace) {
        return rules.refusesPublishing(user, NEWS, namespace, subscribed) == null;
    }

    @Test
    void nobodyMayAnythingUnlessItIsAllowed() {
        Namespace closed = allowing();
        assertThat(maySubscribe(ANNA, "news", closed)).isFalse();
        assertThat(mayPublish(ANNA, true, closed)).isFalse();
        assertThat(rules.mayReadPresence(ANNA, NEWS, closed, true)).isFalse();
        assertThat(rules.mayReadHistory(ANNA, NEWS, closed, true)).isFalse();
    }

    @Test
    void whatClientsMayAnonymousOnesMayOnlyIfThatIsAllowedToo() {
        Namespace clients = allowing(Allow.SUBSCRIBE_FOR_CLIENT, Allow.PUBLISH_FOR_CLIENT);
        assertThat(maySubscribe(ANNA, "news", clients)).isTrue();
        assertThat(maySubscribe(NOBODY, "news", clients)).isFalse();
        assertThat(mayPublish(ANNA, false, clients)).isTrue();
        assertThat(mayPublish(NOBODY, true, clients)).isFalse();
        Namespace all = allowing(
                Allow.SUBSCRIBE_FOR_CLIENT,
                Allow.SUBSCRIBE_FOR_ANONYMOUS,
                Allow.PUBLISH_FOR_CLIENT,
                Allow.PUBLISH_FOR_ANONYMOUS);
        assertThat(maySubscribe(NOBODY, "news", all)).isTrue();
        assertThat(mayPublish(NOBODY, false, all)).isTrue();
    }

    @Test
    void aStrangerMayWhatTheAnonymousMayThoughTheyHaveAnId() {
        NamespaceRules strict =
                new NamespaceRules(namespaces, true, false, NamespaceRules.Tokens.NONE, user -> user.equals(BOB));
        Namespace clients = allowing(
                Allow.SUBSCRIBE_FOR_CLIENT,
                Allow.PUBLISH_FOR_CLIENT,
                Allow.HISTORY_FOR_SUBSCRIBER,
                Allow.PRESENCE_FOR_CLIENT);
        assertThat(strict.refusesSubscribing(ANNA, NEWS, clients)).isNull();
        assertThat(strict.refusesSubscribing(BOB, NEWS, clients)).isEqualTo(HubError.PERMISSION_DENIED);
        assertThat(strict.refusesSubscribing(NOBODY, NEWS, clients)).isEqualTo(HubError.PERMISSION_DENIED);
        assertThat(strict.refusesPublishing(BOB, NEWS, clients, true)).isEqualTo(HubError.PERMISSION_DENIED);
        assertThat(strict.mayReadHistory(BOB, NEWS, clients, true)).isFalse();
        assertThat(strict.mayReadPresence(BOB, NEWS, clients, true)).isFalse();
        Namespace open = allowing(Allow.SUBSCRIBE_FOR_CLIENT, Allow.SUBSCRIBE_FOR_ANONYMOUS);
        assertThat(strict.refusesSubscribing(BOB, NEWS, open)).isNull();
    }

    @Test
    void theAnonymousFlagAloneAllowsNothing() {
        Namespace odd = allowing(Allow.SUBSCRIBE_FOR_ANONYMOUS, Allow.PUBLISH_FOR_ANONYMOUS);
        assertThat(maySubscribe(NOBODY, "news", odd)).isFalse();
        assertThat(mayPublish(NOBODY, true, odd)).isFalse();
    }

    @Test
    void subscribersMayMore() {
        Namespace subscribers =
                allowing(Allow.PUBLISH_FOR_SUBSCRIBER, Allow.PRESENCE_FOR_SUBSCRIBER, Allow.HISTORY_FOR_SUBSCRIBER);
        assertThat(mayPublish(ANNA, true, subscribers)).isTrue();
        assertThat(mayPublish(ANNA, false, subscribers)).isFalse();
        assertThat(rules.mayReadPresence(ANNA, NEWS, subscribers, true)).isTrue();
        assertThat(rules.mayReadPresence(ANNA, NEWS, subscribers, false)).isFalse();
        assertThat(rules.mayReadHistory(ANNA, NEWS, subscribers, true)).isTrue();
        assertThat(rules.mayReadHistory(ANNA, NEWS, subscribers, false)).isFalse();
        assertThat(rules.mayReadHistory(NOBODY, NEWS, subscribers, true)).isFalse();
    }

    @Test
    void onlyTheUsersInItsNameMayToAUserLimitedChannel() {
        Namespace limited = allowing(Allow.USER_LIMITED_CHANNELS, Allow.SUBSCRIBE_FOR_CLIENT);
        assertThat(maySubscribe(ANNA, "talk#anna", limited)).isTrue();
        assertThat(maySubscribe(ANNA, "talk#bob,anna", limited)).isTrue();
        assertThat(maySubscribe(BOB, "talk#bob,anna", limited)).isTrue();
        assertThat(maySubscribe(BOB, "talk#anna", limited)).isFalse();
        assertThat(maySubscribe(BOB, "talk#bobby", limited)).isFalse();
        assertThat(maySubscribe(BOB, "talk#bob#anna", limited)).isFalse();
        assertThat(maySubscribe(NOBODY, "talk#", limited)).isFalse();
        assertThat(maySubscribe(NOBODY, "talk#anna,", limited)).isFalse();
        assertThat(maySubscribe(BOB, "talk", limited)).isTrue();
    }

    @Test
    void theUserBoundaryMeansNothingWhereTheNamespaceDoesNotSaySo() {
        assertThat(maySubscribe(BOB, "talk#anna", allowing(Allow.SUBSCRIBE_FOR_CLIENT)))
                .isTrue();
        assertThat(maySubscribe(ANNA, "talk#anna", allowing())).isFalse();
    }

    @Test
    void aPrivateChannelTakesATokenWhateverIsAllowed() {
        Namespace open = allowing(Allow.SUBSCRIBE_FOR_CLIENT, Allow.SUBSCRIBE_FOR_ANONYMOUS);
        assertThat(rules.refusesSubscribing(ANNA, new ChannelName("$news"), open))
                .isEqualTo(HubError.PERMISSION_DENIED);
        assertThat(insecure.refusesSubscribing(ANNA, new ChannelName("$news"), open))
                .isEqualTo(HubError.PERMISSION_DENIED);
    }

    @Test
    void aNameThatThePatternDoesNotMatchIsABadRequest() {
        Namespace numbers = with(Pattern.compile("^[0-9]+$"), Allow.SUBSCRIBE_FOR_CLIENT, Allow.PUBLISH_FOR_CLIENT);
        assertThat(maySubscribe(ANNA, "rooms:17", numbers)).isTrue();
        assertThat(rules.refusesSubscribing(ANNA, new ChannelName("rooms:a"), numbers))
                .isEqualTo(HubError.BAD_REQUEST);
        assertThat(rules.refusesPublishing(ANNA, NEWS, numbers, true)).isEqualTo(HubError.BAD_REQUEST);
    }

    @Test
    void insecureAllowsAll() {
        Namespace closed = allowing();
        assertThat(insecure.refusesSubscribing(NOBODY, NEWS, closed)).isNull();
        assertThat(insecure.refusesPublishing(NOBODY, NEWS, closed, false)).isNull();
        assertThat(insecure.mayReadPresence(NOBODY, NEWS, closed, false)).isTrue();
        assertThat(insecure.mayReadHistory(NOBODY, NEWS, closed, false)).isTrue();
    }
}
