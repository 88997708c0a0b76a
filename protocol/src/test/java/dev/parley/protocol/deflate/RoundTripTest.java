package dev.parley.protocol.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Role;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Whatever the messages, their sizes and how they are cut: what goes in comes out.
class RoundTripTest {

    private static final int TRIES = 150;

    private static int size(Random random) {
        return random.nextInt(
                switch (random.nextInt(4)) {
                    case 0 -> 10;
                    case 1 -> 300;
                    case 2 -> 5_000;
                    default -> 70_000;
                });
    }

    private static List<byte[]> cut(Random random, byte[] bytes) {
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        int most = 1 + random.nextInt(random.nextBoolean() ? 20 : bytes.length + 1);
        while (at < bytes.length) {
            int end = Math.min(bytes.length, at + random.nextInt(most + 1));
            pieces.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        pieces.add(new byte[0]);
        return pieces;
    }

    /// One message of ours, whole or in parts; null when it is better sent plain.
    private static byte[] send(Random random, Deflation deflation, byte[] message) {
        if (random.nextBoolean()) {
            ByteBuffer payload =
                    deflation.deflate(random.nextBoolean() ? ByteBuffer.wrap(message) : Bytes.direct(message));
            return payload == null ? null : Bytes.of(payload);
        }
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        List<byte[]> parts = cut(random, message);
        if (random.nextBoolean() && parts.size() > 1) {
            parts.removeLast();
        }
        for (int i = 0; i < parts.size(); i++) {
            payload.writeBytes(Bytes.of(deflation.deflatePart(ByteBuffer.wrap(parts.get(i)), i == parts.size() - 1)));
        }
        return payload.toByteArray();
    }

    @Property(tries = TRIES)
    void whatWeSendIsReadByAnInflaterOfExactlyTheAgreedWindow(
            @ForAll long seed,
            @ForAll @IntRange(min = 8, max = 15) int bits,
            @ForAll boolean keepsContext,
            @ForAll Role self,
            @ForAll @IntRange(min = 1, max = 9) int level) {
        Random random = new Random(seed);
        DeflatePool pool = new DeflatePool(DeflateOptions.DEFAULT.withLevel(level));
        DeflateAgreement agreement = self == Role.SERVER
                ? new DeflateAgreement(!keepsContext, true, bits, 15)
                : new DeflateAgreement(true, !keepsContext, 15, bits);
        StrictInflater referee = new StrictInflater(bits, keepsContext);
        try (Deflation deflation = pool.deflation(agreement, self)) {
            for (int i = 0; i < 5; i++) {
                byte[] message = Bytes.repetitive(random, size(random));
                byte[] payload = send(random, deflation, message);
                if (payload != null) {
                    assertThat(referee.message(payload)).isEqualTo(message);
                }
            }
        }
        assertThat(pool.lent()).isZero();
        pool.close();
    }

    @Property(tries = TRIES)
    void whatWeSendIsReadByZlib(@ForAll long seed, @ForAll boolean keepsContext) throws DataFormatException {
        Random random = new Random(seed);
        DeflatePool pool = new DeflatePool(DeflateOptions.DEFAULT);
        Inflater zlib = new Inflater(true);
        try (Deflation deflation = pool.deflation(new DeflateAgreement(!keepsContext, true, 15, 15), Role.SERVER)) {
            for (int i = 0; i < 5; i++) {
                byte[] message = Bytes.repetitive(random, size(random));
                byte[] payload = send(random, deflation, message);
                if (payload != null) {
                    zlib.setInput(ByteBuffer.allocate(payload.length + 4)
                            .put(payload)
                            .putInt(0xffff)
                            .array());
                    byte[] read = new byte[message.length + 1];
                    assertThat(zlib.inflate(read)).isEqualTo(message.length);
                    assertThat(Arrays.copyOf(read, message.length)).isEqualTo(message);
                    assertThat(zlib.getRemaining()).isZero();
                    if (!keepsContext) {
                        zlib.reset();
                    }
                }
            }
        }
        zlib.end();
        pool.close();
    }

    /// A peer's message, with flushes of all kinds inside and perhaps a final block at its end.
    private static byte[] zlibPayload(Random random, Deflater zlib, byte[] message, boolean mayFinish) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        byte[] buffer = new byte[message.length + 1000];
        for (byte[] piece : cut(random, message)) {
            zlib.setInput(piece);
            int flush = random.nextInt(20);
            int mode = flush == 0 ? Deflater.SYNC_FLUSH : flush == 1 ? Deflater.FULL_FLUSH : Deflater.NO_FLUSH;
            int length;
            while ((length = zlib.deflate(buffer, 0, buffer.length, mode)) > 0) {
                payload.write(buffer, 0, length);
            }
        }
        if (mayFinish && random.nextInt(3) == 0) {
            zlib.finish();
            while (!zlib.finished()) {
                payload.write(buffer, 0, zlib.deflate(buffer));
            }
            payload.write(0);
            zlib.reset();
            return payload.toByteArray();
        }
        int length = zlib.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        payload.write(buffer, 0, length);
        if (length == 0) {
            payload.write(0);
            return payload.toByteArray();
        }
        return Arrays.copyOf(payload.toByteArray(), payload.size() - 4);
    }

    @Property(tries = TRIES)
    void weReadWhatZlibSendsHoweverItIsCut(
            @ForAll long seed,
            @ForAll boolean keepsContext,
            @ForAll Role self,
            @ForAll @IntRange(min = 0, max = 9) int level)
            throws ProtocolException {
        Random random = new Random(seed);
        DeflatePool pool = new DeflatePool(DeflateOptions.DEFAULT.withUnfinishedMessages(random.nextInt(2)));
        Deflater zlib = new Deflater(level, true);
        try (Inflation inflation = pool.inflation(new DeflateAgreement(!keepsContext, !keepsContext, 15, 15), self)) {
            for (int i = 0; i < 5; i++) {
                byte[] message = Bytes.repetitive(random, size(random));
                if (!keepsContext) {
                    zlib.reset();
                }
                byte[] payload = zlibPayload(random, zlib, message, true);
                assertThat(Bytes.inflate(inflation, cut(random, payload))).isEqualTo(message);
            }
        }
        assertThat(pool.lent()).isZero();
        zlib.end();
        pool.close();
    }

    @Property(tries = TRIES)
    void weReadWhatWeSend(
            @ForAll long seed,
            @ForAll boolean serverAlone,
            @ForAll boolean clientAlone,
            @ForAll @IntRange(min = 8, max = 15) int serverBits,
            @ForAll @IntRange(min = 8, max = 15) int clientBits)
            throws ProtocolException {
        Random random = new Random(seed);
        DeflatePool pool = new DeflatePool(DeflateOptions.DEFAULT);
        DeflateAgreement agreement = new DeflateAgreement(serverAlone, clientAlone, serverBits, clientBits);
        for (Role sender : Role.values()) {
            try (Deflation deflation = pool.deflation(agreement, sender);
                    Inflation inflation = pool.inflation(agreement, sender.other())) {
                for (int i = 0; i < 4; i++) {
                    byte[] message = Bytes.repetitive(random, size(random));
                    byte[] payload = send(random, deflation, message);
                    if (payload != null) {
                        assertThat(Bytes.inflate(inflation, cut(random, payload)))
                                .isEqualTo(message);
                    }
                }
            }
        }
        assertThat(pool.lent()).isZero();
        pool.close();
    }
}
