package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.WriterPropertiesTest.Sending;
import dev.parley.protocol.deflate.DeflateAgreement;
import dev.parley.protocol.deflate.DeflateOptions;
import dev.parley.protocol.deflate.DeflatePool;
import dev.parley.protocol.deflate.Deflation;
import dev.parley.protocol.deflate.Inflation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;

/// Reader and writer with permessage-deflate as it is agreed on in earnest.
@PropertyDefaults(tries = 200, edgeCases = EdgeCasesMode.NONE)
@Domain(Streams.class)
@Domain(DomainContext.Global.class)
class CompressedMessagesTest {

    private static final DeflateAgreement ALONE = new DeflateAgreement(true, true, 15, 15);
    private static final DeflatePool POOL =
            new DeflatePool(DeflateOptions.DEFAULT.withThresholdBytes(0).withLevel(9));

    @AfterContainer
    static void nothingStaysLent() {
        assertThat(POOL.lent()).isZero();
        POOL.close();
    }

    @Provide
    Arbitrary<Sending> sendings() {
        Arbitrary<String> texts = Combinators.combine(Streams.texts(), Arbitraries.of(1, 2, 40, 700))
                .as(String::repeat);
        return Combinators.combine(
                        texts.injectNull(0.4),
                        Streams.bytes(),
                        Arbitraries.integers().between(0, 4))
                .as(Sending::new);
    }

    @Provide
    Arbitrary<DeflateAgreement> agreements() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(8, 15),
                        Arbitraries.integers().between(8, 15))
                .as(DeflateAgreement::new);
    }

    @Property
    void whatIsWrittenIsRead(
            @ForAll Role writer,
            @ForAll @From("agreements") DeflateAgreement agreement,
            @ForAll @Size(max = 8) List<@From("sendings") Sending> sendings,
            @ForAll long seed,
            @ForAll Feeding feeding) {
        var out = new Sent();
        var expected = new ArrayList<Event>();
        try (Deflation deflation = POOL.deflation(agreement, writer);
                Inflation inflation = POOL.inflation(agreement, writer.other())) {
            var random = new Random(seed);
            var messages = new MessageWriter(writer == Role.CLIENT ? random::nextInt : null, deflation);
            sendings.forEach(sending -> sending.to(messages, random, out, expected));
            assertThat(feeding.read(new Setup(writer.other(), Setup.WIDE, inflation), out.bytes()))
                    .isEqualTo(expected);
            if (!agreement.contextTakeover(writer)) {
                var setup = new Setup(writer.other(), Setup.WIDE, true);
                var verdict = Referee.judge(setup, CompressedMessagesTest::jdk, out.bytes());
                assertThat(verdict.broken()).isEmpty();
                assertThat(verdict.events()).isEqualTo(expected);
            }
        }
    }

    /// What the JDK makes of the payload of a message that stands by itself.
    private static byte[] jdk(byte[] payload, boolean complete) throws ProtocolException {
        var inflater = new Inflater(true);
        try {
            byte[] tail = {0, 0, -1, -1};
            inflater.setInput(payload);
            var out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1000];
            for (int n = inflater.inflate(buffer); n > 0; n = inflater.inflate(buffer)) {
                out.write(buffer, 0, n);
            }
            if (complete) {
                inflater.setInput(tail);
                for (int n = inflater.inflate(buffer); n > 0; n = inflater.inflate(buffer)) {
                    out.write(buffer, 0, n);
                }
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new ProtocolException(Violation.DEFLATE_BROKEN);
        } finally {
            inflater.end();
        }
    }

    /// However the pieces fall, text is judged as a whole.
    @Property
    void textIsCheckedAcrossInflatedPieces(
            @ForAll @IntRange(min = 0, max = 40_000) int length,
            @ForAll @IntRange(min = 0, max = 999) int where,
            @ForAll byte odd,
            @ForAll Feeding feeding) {
        byte[] text = Arrays.copyOf("äöü€😀 and so on, ".repeat(2000).getBytes(StandardCharsets.UTF_8), length);
        if (length > 0) {
            text[where * length / 1000] = odd;
        }
        Event expected = Referee.isUtf8(text) ? Event.text(text) : Event.broken(Violation.NOT_UTF8);
        assertThat(read(Opcode.TEXT, text, Setup.WIDE, feeding)).containsExactly(expected);
    }

    @Property
    void theLimitHoldsForWhatIsInflated(
            @ForAll @IntRange(min = 1, max = 100_000) int limit,
            @ForAll @IntRange(min = -2, max = 2) int more,
            @ForAll Feeding feeding) {
        byte[] data = new byte[Math.max(1, limit + more)];
        Event expected = data.length <= limit ? Event.binary(data) : Event.broken(Violation.MESSAGE_TOO_BIG);
        var limits = new ReadLimits(limit, Long.MAX_VALUE);
        assertThat(read(Opcode.BINARY, data, limits, feeding)).containsExactly(expected);
    }

    @Test
    void aBombCostsItsLimitAndNoMore() {
        byte[] zeros = new byte[16 << 20];
        byte[] bomb = sent(Opcode.BINARY, zeros);
        assertThat(bomb.length).isLessThan(20_000);
        for (boolean parts : new boolean[] {false, true}) {
            try (Inflation inflation = POOL.inflation(ALONE, Role.CLIENT)) {
                var reader = new MessageReader(
                        Role.CLIENT, new ReadLimits(100_000, Long.MAX_VALUE), parts, inflation, new Recorder());
                long before = AllocationTest.allocated();
                assertThat(violation(reader, bomb)).isEqualTo(Violation.MESSAGE_TOO_BIG);
                assertThat(AllocationTest.allocated() - before).isLessThan(1_000_000);
            }
        }
    }

    /// The pieces belong to the pool: what a handler does to one must not reach the next connection.
    @Test
    void whoeverTurnsOrMovesAnInflatedPartTurnsAndMovesNoOther() throws ProtocolException {
        byte[] data = new byte[100_000];
        new Random(7).nextBytes(data);
        Arrays.fill(data, 0, 50_000, (byte) 1);
        byte[] stream = sent(Opcode.BINARY, data);
        var seen = new ByteArrayOutputStream();
        for (int round = 0; round < 2; round++) {
            seen.reset();
            try (Inflation inflation = POOL.inflation(ALONE, Role.CLIENT)) {
                var meddler = new Recorder() {
                    @Override
                    public void onBinaryPart(ByteBuffer part, boolean last) {
                        assertThat(part.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
                        seen.writeBytes(bytes(part));
                        part.order(ByteOrder.LITTLE_ENDIAN).clear();
                    }
                };
                new MessageReader(Role.CLIENT, Setup.WIDE, true, inflation, meddler)
                        .read(ByteBuffer.wrap(stream.clone()));
            }
            assertThat(seen.toByteArray()).isEqualTo(data);
        }
    }

    private static List<Event> read(int opcode, byte[] message, ReadLimits limits, Feeding feeding) {
        try (Inflation inflation = POOL.inflation(ALONE, Role.CLIENT)) {
            return feeding.read(new Setup(Role.CLIENT, limits, inflation), sent(opcode, message));
        }
    }

    private static byte[] sent(int opcode, byte[] message) {
        var out = new Sent();
        try (Deflation deflation = POOL.deflation(ALONE, Role.SERVER)) {
            new MessageWriter(null, deflation).message(opcode, ByteBuffer.wrap(message), out);
        }
        return out.bytes();
    }

    private static Violation violation(MessageReader reader, byte[] stream) {
        try {
            reader.read(ByteBuffer.wrap(stream));
        } catch (ProtocolException broken) {
            return broken.violation();
        }
        throw new AssertionError("nothing is broken");
    }
}
