package dev.parley.protocol.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Role;
import dev.parley.protocol.Violation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a peer sends as compressed messages: it is inflated as the referee says, or it is broken; it costs no more
/// than its limit, and nothing stays lent.
///
/// The first byte of an input says how: bit 0 with context takeover, bit 1 held until complete, and the others how
/// large the pieces are in which the rest comes. A message ends with 0xAA 0x55.
@Tag("slow")
class InflaterFuzzTest {

    private static final int LIMIT = 200_000;

    private static final DeflatePool AT_ONCE = new DeflatePool(DeflateOptions.DEFAULT);
    private static final DeflatePool HELD = new DeflatePool(DeflateOptions.DEFAULT.withUnfinishedMessages(0));

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "00 f248cdc9c90700",
                        "01 f248cdc9c90700 aa55 f200110000",
                        "10 000500faff48656c6c6f00",
                        "05 f348cdc9c9070000 aa55 f200110000",
                        "0b f248050000 00ffffcac9c90700",
                        "00 f348cdc9c9070000 f200110000",
                        "01 00 aa55 00 aa55",
                        "02 f248cdc9",
                        "00 edc1010d000000c2a0f74f6d0f071400000000000000 00",
                        "00 030003000300030003000300",
                        "00 04c0810000000000907fed80ff0a00")
                .map(Bytes::hex);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "20s")
    void whatAPeerSends(byte[] data) {
        if (data.length == 0) {
            return;
        }
        boolean keepsContext = (data[0] & 1) != 0;
        DeflatePool pool = (data[0] & 2) != 0 ? HELD : AT_ONCE;
        int pieceSize = 1 + ((data[0] & 0xfc) >> 2) * ((data[0] & 0xfc) >> 2);
        DeflateAgreement agreement = new DeflateAgreement(!keepsContext, !keepsContext, 15, 15);
        StrictInflater referee = new StrictInflater(15, keepsContext);
        try (Inflation inflation = pool.inflation(agreement, Role.CLIENT)) {
            for (byte[] payload : messages(Arrays.copyOfRange(data, 1, data.length))) {
                byte[] inflated = inflate(inflation, payload, pieceSize);
                if (!judge(referee, keepsContext, payload, inflated) || inflated == null) {
                    break;
                }
            }
        }
        assertThat(pool.lent()).isZero();
    }

    private static List<byte[]> messages(byte[] data) {
        List<byte[]> messages = new ArrayList<>();
        int start = 0;
        for (int i = 0; i + 1 < data.length; i++) {
            if (data[i] == (byte) 0xaa && data[i + 1] == 0x55) {
                messages.add(Arrays.copyOfRange(data, start, i));
                start = i + 2;
            }
        }
        messages.add(Arrays.copyOfRange(data, start, data.length));
        return messages;
    }

    /// Null when it is broken or too large.
    private static byte @Nullable [] inflate(Inflation inflation, byte[] payload, int pieceSize) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try {
            int at = 0;
            do {
                int end = Math.min(payload.length, at + pieceSize);
                inflation.inflate(ByteBuffer.wrap(payload, at, end - at), end == payload.length, piece -> {
                    assertThat(piece.remaining()).isBetween(1, 16 * 1024);
                    message.writeBytes(Bytes.of(piece));
                    if (message.size() > LIMIT) {
                        throw new ProtocolException(Violation.MESSAGE_TOO_BIG);
                    }
                });
                at = end;
            } while (at < payload.length);
            return message.toByteArray();
        } catch (ProtocolException stopped) {
            assertThat(message.size()).isLessThanOrEqualTo(LIMIT + 16 * 1024);
            assertThat(stopped.violation()).isIn(Violation.DEFLATE_BROKEN, Violation.MESSAGE_TOO_BIG);
            return null;
        }
    }

    /// False when the messages behind this one can't be compared, as the referee has lost its way.
    private static boolean judge(
            StrictInflater referee, boolean keepsContext, byte[] payload, byte @Nullable [] inflated) {
        if (payload.length == 0) {
            assertThat(inflated).isEmpty();
            return true;
        }
        byte[] expected;
        try {
            expected = referee.message(payload);
        } catch (StrictInflater.BrokenStream broken) {
            // zlib may see what is wrong only some bytes later, and with a context to keep it is not asked for the end.
            assertThat(inflated == null || keepsContext || broken.getMessage().contains("ends in the middle"))
                    .as("inflated, but the referee says: %s", broken.getMessage())
                    .isTrue();
            return false;
        }
        if (inflated != null) {
            assertThat(inflated).isEqualTo(expected);
        } else {
            assertThat(expected.length > LIMIT || referee.finalBlocks() > 16)
                    .as("broken, but the referee has no objection")
                    .isTrue();
        }
        return true;
    }
}
