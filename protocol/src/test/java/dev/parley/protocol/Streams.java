package dev.parley.protocol;

import dev.parley.protocol.Wire.Form;
import dev.parley.protocol.Wire.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/// What the property tests draw from: conversations as they should be, frames as they should not, and ways to read them.
final class Streams extends DomainContextBase {

    /// @param said what a reader must report of `frames`
    record Conversation(List<Frame> frames, List<Event> said, boolean compressed) {}

    /// Frames of any kind in any order.
    record Chaos(List<Frame> frames) {}

    /// One byte to be changed, put in or taken out; `where` in thousandths of the stream.
    record Damage(int where, Kind kind, byte value) {
        enum Kind {
            CHANGE,
            FLIP_A_BIT,
            INSERT,
            REMOVE,
            CUT
        }

        static byte[] all(List<Damage> damages, byte[] stream) {
            byte[] damaged = stream;
            for (Damage damage : damages) {
                damaged = damage.to(damaged);
            }
            return damaged;
        }

        private byte[] to(byte[] stream) {
            if (stream.length == 0) {
                return stream;
            }
            int at = (int) ((long) where * stream.length / 1000);
            ByteBuffer out = ByteBuffer.allocate(stream.length + 1).put(stream, 0, at);
            switch (kind) {
                case CHANGE -> out.put(value).put(stream, at + 1, stream.length - at - 1);
                case FLIP_A_BIT ->
                    out.put((byte) (stream[at] ^ 1 << (value & 7))).put(stream, at + 1, stream.length - at - 1);
                case INSERT -> out.put(value).put(stream, at, stream.length - at);
                case REMOVE -> out.put(stream, at + 1, stream.length - at - 1);
                case CUT -> {}
            }
            return Arrays.copyOf(out.array(), out.position());
        }
    }

    private record Said(List<Frame> frames, List<Event> events) {}

    @Provide
    Arbitrary<Feeding> feedings() {
        return Combinators.combine(
                        Arbitraries.of(1, 2, 3, 9, 30, 500, Integer.MAX_VALUE),
                        Arbitraries.longs(),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as(Feeding::new);
    }

    @Provide
    Arbitrary<ReadLimits> limits() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(Setup.WIDE)),
                Tuple.of(
                        1,
                        Combinators.combine(
                                        Arbitraries.longs().between(1, 300),
                                        Arbitraries.longs().between(1, 300))
                                .as(ReadLimits::new)));
    }

    @Provide
    Arbitrary<Damage> damages() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 999), Arbitraries.of(Damage.Kind.class), Arbitraries.bytes())
                .as(Damage::new);
    }

    @Provide
    Arbitrary<Conversation> conversations() {
        return Arbitraries.of(true, false)
                .flatMap(compressed -> Arbitraries.frequencyOf(Tuple.of(3, message(compressed)), Tuple.of(1, control()))
                        .list()
                        .ofMaxSize(6)
                        .map(said -> {
                            var frames = new ArrayList<Frame>();
                            var events = new ArrayList<Event>();
                            said.forEach(one -> {
                                frames.addAll(one.frames());
                                events.addAll(one.events());
                            });
                            return new Conversation(frames, events, compressed);
                        }));
    }

    @Provide
    Arbitrary<Chaos> chaos() {
        Arbitrary<Integer> first = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(0x01, 0x02, 0x00, 0x80, 0x81, 0x82, 0x89, 0x8a)),
                Tuple.of(2, Arbitraries.of(0xc1, 0x41, 0xc2, 0x42, 0x88)),
                Tuple.of(1, Arbitraries.integers().between(0, 255)));
        Arbitrary<Form> form = Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.just(Form.SHORTEST)), Tuple.of(1, Arbitraries.of(Form.class)));
        Arbitrary<byte[]> payload = Arbitraries.oneOf(
                texts().map(text -> text.getBytes(StandardCharsets.UTF_8)),
                bytes(),
                Arbitraries.of("03e8", "03ed", "0bb8'bye'", "03e8ff", "c3", "a4")
                        .map(Notation::bytes));
        return Combinators.combine(first, form, payload)
                .as(Frame::new)
                .list()
                .ofMaxSize(12)
                .map(Chaos::new);
    }

    static Arbitrary<String> texts() {
        Arbitrary<String> any = Arbitraries.strings().all().ofMaxLength(40).map(Streams::withoutLoneSurrogates);
        Arbitrary<String> ascii = Arbitraries.strings().ascii().ofMaxLength(300);
        Arbitrary<String> edges = Arbitraries.of(TextVectors.GOOD)
                .map(hex -> new String(Notation.bytes(hex), StandardCharsets.UTF_8))
                .list()
                .ofMaxSize(20)
                .map(list -> String.join("", list));
        return Arbitraries.oneOf(any, ascii, edges);
    }

    static Arbitrary<byte[]> bytes() {
        Arbitrary<byte[]> few = Arbitraries.bytes().array(byte[].class).ofMaxSize(130);
        Arbitrary<byte[]> runs = Combinators.combine(
                        Arbitraries.of(0, 1, 124, 125, 126, 127, 300, 65535, 65536), Arbitraries.bytes())
                .as((length, value) -> {
                    byte[] run = new byte[length];
                    Arrays.fill(run, value);
                    return run;
                });
        return Arbitraries.frequencyOf(Tuple.of(5, few), Tuple.of(1, runs));
    }

    private static String withoutLoneSurrogates(String s) {
        return new String(s.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /// A text or binary message, plain or compressed, in one frame or several, with control frames between.
    private static Arbitrary<Said> message(boolean mayCompress) {
        Arbitrary<Boolean> text = Arbitraries.of(true, false);
        Arbitrary<Boolean> compressed = mayCompress ? Arbitraries.of(true, false) : Arbitraries.just(false);
        Arbitrary<byte[]> data = bytes();
        Arbitrary<List<Integer>> cuts =
                Arbitraries.integers().between(0, 1000).list().ofMaxSize(5);
        Arbitrary<List<Said>> between = control().list().ofMaxSize(3);
        return Combinators.combine(text, compressed, texts(), data, cuts, between)
                .as(Streams::message);
    }

    private static Said message(
            boolean text, boolean compressed, String words, byte[] data, List<Integer> cuts, List<Said> between) {
        byte[] payload = text ? words.getBytes(StandardCharsets.UTF_8) : data;
        byte[] sent = compressed ? bytes(new RunLength().deflatePart(ByteBuffer.wrap(payload), true)) : payload;
        var frames = new ArrayList<Frame>();
        var events = new ArrayList<Event>();
        int from = 0;
        List<Integer> ends = new ArrayList<>(cuts.stream()
                .map(cut -> (int) ((long) cut * sent.length / 1000))
                .sorted()
                .toList());
        ends.add(sent.length);
        for (int i = 0; i < ends.size(); i++) {
            boolean fin = i == ends.size() - 1;
            Frame frame = Frame.of(i > 0 ? 0 : text ? 1 : 2, fin, Arrays.copyOfRange(sent, from, ends.get(i)));
            frames.add(compressed && i == 0 ? frame.compressed() : frame);
            if (!fin && i < between.size()) {
                frames.addAll(between.get(i).frames());
                events.addAll(between.get(i).events());
            }
            from = ends.get(i);
        }
        events.add(text ? Event.text(payload) : Event.binary(payload));
        return new Said(frames, events);
    }

    private static Arbitrary<Said> control() {
        Arbitrary<byte[]> data = Arbitraries.bytes().array(byte[].class).ofMaxSize(125);
        return Combinators.combine(Arbitraries.of(true, false), data)
                .as((ping, bytes) -> new Said(
                        List.of(Frame.of(ping ? 9 : 10, true, bytes)),
                        List.of(ping ? Event.ping(bytes) : Event.pong(bytes))));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        return Recorder.bytes(buffer);
    }
}
