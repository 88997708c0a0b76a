package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.jspecify.annotations.Nullable;

/// What the writer writes, both readers understand: whole messages and streamed ones, with pings between, in both roles,
/// compressed or not.
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
@Domain(Streams.class)
@Domain(DomainContext.Global.class)
class WriterPropertiesTest {

    /// One thing to send.
    ///
    /// @param text null for binary
    /// @param parts in how many to stream it; 0 to send it whole
    record Sending(@Nullable String text, byte[] data, int parts) {

        int opcode() {
            return text == null ? Opcode.BINARY : Opcode.TEXT;
        }

        byte[] payload() {
            return text == null ? data : text.getBytes(StandardCharsets.UTF_8);
        }

        Event event() {
            return text == null ? Event.binary(data) : Event.text(text);
        }

        /// Sends it, and pings between its parts.
        void to(MessageWriter messages, Random random, Sent out, List<Event> expected) {
            byte[] payload = payload();
            if (parts == 0) {
                messages.message(opcode(), ByteBuffer.wrap(payload), out);
            }
            int from = 0;
            for (int i = 1; i <= parts; i++) {
                boolean last = i == parts;
                int to = last ? payload.length : from + random.nextInt(payload.length - from + 1);
                messages.part(opcode(), ByteBuffer.wrap(payload, from, to - from), last, out);
                from = to;
                if (!last && random.nextBoolean()) {
                    byte[] data = Arrays.copyOf(payload, Math.min(payload.length, random.nextInt(126)));
                    messages.control(Opcode.PING, ByteBuffer.wrap(data), out);
                    expected.add(Event.ping(data));
                }
            }
            expected.add(event());
        }
    }

    @Provide
    Arbitrary<Sending> sendings() {
        return Combinators.combine(
                        Streams.texts().injectNull(0.5),
                        Streams.bytes(),
                        Arbitraries.integers().between(0, 4))
                .as(Sending::new);
    }

    @Property(tries = 250)
    void isUnderstood(
            @ForAll Role writer,
            @ForAll List<@From("sendings") Sending> sendings,
            @ForAll boolean compressed,
            @ForAll boolean direct,
            @ForAll long seed,
            @ForAll Feeding feeding) {
        var random = new Random(seed);
        var out = new Sent(direct, Integer.MAX_VALUE);
        var messages =
                new MessageWriter(writer == Role.CLIENT ? random::nextInt : null, compressed ? new RunLength() : null);
        var expected = new ArrayList<Event>();
        sendings.forEach(sending -> sending.to(messages, random, out, expected));
        messages.control(Opcode.CLOSE, MessageWriter.closePayload(1000, "bye"), out);
        expected.add(Event.close(1000, "bye"));

        var setup = new Setup(writer.other(), Setup.WIDE, compressed);
        assertThat(feeding.read(setup, out.bytes())).isEqualTo(expected);
        var verdict = Referee.judge(setup, out.bytes());
        assertThat(verdict.events()).isEqualTo(expected);
        assertThat(verdict.broken()).isEmpty();
    }
}
