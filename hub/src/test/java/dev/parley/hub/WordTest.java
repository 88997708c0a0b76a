package dev.parley.hub;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class WordTest {

    @Property(tries = 300)
    void anOrderIsReadAsItWasWritten(@ForAll("orders") Order order, @ForAll long id) throws Malformed {
        assertThat(Word.read(new Word.Ordered(id, order).write())).isEqualTo(new Word.Ordered(id, order));
    }

    @Property(tries = 300)
    void whatIsCutOffIsNeverTakenForTheOrder(@ForAll("orders") Order order, @ForAll int at) {
        byte[] whole = new Word.Ordered(7, order).write();
        byte[] cut = java.util.Arrays.copyOf(whole, Math.floorMod(at, whole.length));
        Word read;
        try {
            read = Word.read(cut);
        } catch (Malformed refused) {
            return;
        }
        assertThat(read).isNotEqualTo(new Word.Ordered(7, order));
    }

    // ---- orders

    private static final Arbitrary<String> TEXTS = Arbitraries.strings()
            .withCharRange('a', 'z')
            .withChars('é', '語', ' ')
            .ofMaxLength(20);
    private static final Arbitrary<UserId> USERS = TEXTS.map(UserId::new);
    private static final Arbitrary<ChannelName> CHANNELS = TEXTS.map(text -> new ChannelName("c" + text));
    private static final Arbitrary<Long> SECONDS = Arbitraries.longs().between(0, Long.MAX_VALUE);
    private static final Arbitrary<@Nullable Boolean> SAID =
            Arbitraries.of(true, false).injectNull(0.3);
    private static final Arbitrary<@Nullable Payload> PAYLOADS = Arbitraries.oneOf(
                    TEXTS.map(text -> Payload.json("\"" + text + "\"")),
                    TEXTS.map(Payload::text),
                    Arbitraries.bytes()
                            .array(byte[].class)
                            .map(bytes -> Payload.binary(java.nio.ByteBuffer.wrap(bytes))))
            .injectNull(0.3);
    private static final Arbitrary<Disconnect> ENDS = Combinators.combine(
                    Arbitraries.integers().between(3000, 4999), TEXTS)
            .as(Disconnect::new);

    @Provide
    Arbitrary<Order> orders() {
        Arbitrary<Grant.Overrides> overrides =
                Combinators.combine(SAID, SAID, SAID, SAID, SAID).as(Grant.Overrides::new);
        Arbitrary<Grant.Subscription> grants = Combinators.combine(
                        PAYLOADS, PAYLOADS, SECONDS, overrides, Arbitraries.of(true, false))
                .as(Grant.Subscription::new);
        Arbitrary<@Nullable Position> positions =
                Combinators.combine(TEXTS, SECONDS).as(Position::new).injectNull(0.3);
        return Arbitraries.oneOf(
                Combinators.combine(USERS, TEXTS, TEXTS.set().ofMaxSize(3), ENDS)
                        .as(Order.Disconnect::new),
                Combinators.combine(USERS, TEXTS, CHANNELS, grants, positions).as(Order.Subscribe::new),
                Combinators.combine(
                                USERS,
                                TEXTS,
                                CHANNELS,
                                Combinators.combine(Arbitraries.integers().between(2000, 2999), TEXTS)
                                        .as(Unsubscribe::new))
                        .as(Order.Unsubscribe::new),
                Combinators.combine(USERS, TEXTS, SECONDS, PAYLOADS).as(Order.Refresh::new));
    }
}
