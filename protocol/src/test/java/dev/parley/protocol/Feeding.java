package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A way to bring bytes to a reader.
///
/// @param most bytes in one read; each read takes 1 to `most` of them, all that is left if that is less
/// @param seed of the sizes
/// @param parts whether messages are wanted in parts
record Feeding(int most, long seed, boolean direct, boolean parts) {

    private static final byte BEYOND = (byte) 0xee;

    /// Whole, byte by byte, and in random pieces; in both kinds of memory and both modes.
    static List<Feeding> all() {
        var all = new ArrayList<Feeding>();
        for (boolean direct : new boolean[] {false, true}) {
            for (boolean parts : new boolean[] {false, true}) {
                all.add(new Feeding(Integer.MAX_VALUE, 0, direct, parts));
                all.add(new Feeding(1, 0, direct, parts));
                all.add(new Feeding(3, 1, direct, parts));
                all.add(new Feeding(7, 2, direct, parts));
                all.add(new Feeding(20, 3, direct, parts));
                all.add(new Feeding(400, 4, direct, parts));
            }
        }
        return all;
    }

    /// What a reader reports of `stream`. A broken rule is the last event; then more bytes are given, in vain.
    List<Event> read(Setup setup, byte[] stream) {
        var recorder = new Recorder();
        MessageReader reader = setup.reader(parts, recorder);
        var sizes = new Random(seed);
        int at = 0;
        try {
            while (at < stream.length) {
                int left = stream.length - at;
                int size = most >= left ? left : 1 + sizes.nextInt(most);
                give(reader, stream, at, size);
                at += size;
            }
        } catch (ProtocolException broken) {
            recorder.events.add(Event.broken(broken.violation()));
            discardsWhatFollows(reader, recorder);
        }
        return recorder.events;
    }

    /// The bytes lie in the middle of a larger buffer whose rest must stay as it is.
    private void give(MessageReader reader, byte[] stream, int at, int size) throws ProtocolException {
        int before = (at & 7) + 1;
        int capacity = before + size + 5;
        ByteBuffer in = direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
        for (int i = 0; i < capacity; i++) {
            in.put(i, BEYOND);
        }
        in.put(before, stream, at, size);
        in.limit(before + size).position(before);
        try {
            reader.read(in);
        } finally {
            assertThat(in.limit()).as("limit").isEqualTo(before + size);
            assertThat(in.position()).as("all is read").isEqualTo(before + size);
            in.clear();
            int untouched = 0;
            for (int i = 0; i < capacity; i++) {
                boolean around = i < before || i >= before + size;
                untouched += around && in.get(i) == BEYOND ? 1 : 0;
            }
            assertThat(untouched).as("bytes around").isEqualTo(capacity - size);
        }
    }

    private void discardsWhatFollows(MessageReader reader, Recorder recorder) {
        int noted = recorder.events.size();
        try {
            byte[] more = Notation.bytes("81 01 'x' | 81 81 00000000 'x' | ff ff ff");
            give(reader, more, 0, more.length);
        } catch (ProtocolException again) {
            throw new AssertionError("a rule was broken once already", again);
        }
        assertThat(recorder.events).as("after a broken rule").hasSize(noted);
    }
}
