package dev.parley.protocol.deflate;

import static dev.parley.protocol.deflate.Bytes.ascii;
import static dev.parley.protocol.deflate.Bytes.hex;
import static dev.parley.protocol.deflate.Bytes.inflate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Role;
import dev.parley.protocol.Violation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InflationTest {

    private static final DeflateAgreement ALONE = new DeflateAgreement(true, true, 15, 15);
    private static final DeflateAgreement CONTEXT = new DeflateAgreement(false, false, 15, 15);

    private final DeflatePool pool = new DeflatePool(DeflateOptions.DEFAULT);
    private final Inflation alone = pool.inflation(ALONE, Role.SERVER);
    private final Inflation context = pool.inflation(CONTEXT, Role.SERVER);

    @AfterEach
    void nothingStaysLent() {
        alone.close();
        context.close();
        assertThat(pool.lent()).isZero();
        pool.close();
    }

    private void assertBroken(Inflation inflation, String payload) {
        assertThat(catchThrowableOfType(ProtocolException.class, () -> inflate(inflation, hex(payload)))
                        .violation())
                .isEqualTo(Violation.DEFLATE_BROKEN);
        assertThatThrownBy(() -> inflate(inflation, hex("00"))).isInstanceOf(IllegalStateException.class);
    }

    /// The examples of RFC 7692 section 7.2.3.
    @ParameterizedTest
    @CsvSource({
        "f2 48 cd c9 c9 07 00, Hello",
        "00 05 00 fa ff 48 65 6c 6c 6f 00, Hello",
        "f3 48 cd c9 c9 07 00 00, Hello",
        "f2 48 05 00 00 00 ff ff ca c9 c9 07 00, Hello",
        "00, ''",
    })
    void theExamplesOfTheRfcAreInflatedWholeAndByteByByte(String payload, String message) throws Exception {
        List<byte[]> single = new ArrayList<>();
        for (byte b : hex(payload)) {
            single.add(new byte[] {b});
        }
        for (Inflation inflation : List.of(alone, context, alone, context)) {
            assertThat(inflate(inflation, hex(payload))).isEqualTo(ascii(message));
            assertThat(inflate(inflation, single)).isEqualTo(ascii(message));
        }
    }

    @Test
    void aFragmentedMessageIsInflated() throws Exception {
        assertThat(inflate(alone, List.of(hex("f2 48 cd"), hex("c9 c9 07 00")))).isEqualTo(ascii("Hello"));
    }

    @Test
    void withContextTakeoverAMessageRefersToTheOneBefore() throws Exception {
        assertThat(inflate(context, hex("f2 48 cd c9 c9 07 00"))).isEqualTo(ascii("Hello"));
        assertThat(inflate(context, hex("f2 00 11 00 00"))).isEqualTo(ascii("Hello"));
    }

    @Test
    void withoutContextTakeoverAMessageCannotReferToTheOneBefore() throws Exception {
        assertThat(inflate(alone, hex("f2 48 cd c9 c9 07 00"))).isEqualTo(ascii("Hello"));
        assertBroken(alone, "f2 00 11 00 00");
    }

    @Test
    void theContextSurvivesAFinalBlock() throws Exception {
        assertThat(inflate(context, hex("f3 48 cd c9 c9 07 00 00"))).isEqualTo(ascii("Hello"));
        assertThat(inflate(context, hex("f2 00 11 00 00"))).isEqualTo(ascii("Hello"));
    }

    @Test
    void blocksBehindAFinalBlockBelongToTheMessageAndMayReferAcrossIt() throws Exception {
        for (Inflation inflation : List.of(alone, context)) {
            assertThat(inflate(inflation, hex("f3 48 cd c9 c9 07 00 f2 00 11 00 00")))
                    .isEqualTo(ascii("HelloHello"));
            assertThat(inflate(inflation, List.of(hex("f3 48 cd c9 c9 07 00"), hex("f3 48 cd c9 c9 07 00"))))
                    .isEqualTo(ascii("HelloHello"));
        }
    }

    @Test
    void theWholeWindowSurvivesAFinalBlock() throws Exception {
        byte[] first = Bytes.repetitive(new Random(5), 100_000);
        Deflater deflater = new Deflater(9, true);
        byte[] buffer = new byte[200_000];
        assertThat(inflate(context, payload(first, deflater, buffer))).isEqualTo(first);

        byte[] last = Arrays.copyOfRange(first, first.length - 32_000, first.length - 30_000);
        deflater.reset();
        deflater.setDictionary(first, first.length - 32_768, 32_768);
        deflater.setInput(last);
        int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        assertThat(length).isLessThan(200);
        assertThat(inflate(context, Arrays.copyOf(buffer, length - 4))).isEqualTo(last);
        deflater.end();
    }

    /// The message as one stream that ends with a final block.
    private static byte[] payload(byte[] message, Deflater deflater, byte[] buffer) {
        deflater.reset();
        deflater.setInput(message);
        deflater.finish();
        return Arrays.copyOf(buffer, deflater.deflate(buffer) + 1);
    }

    @Test
    void aFinalBlockWithNothingBehindItEndsTheMessage() throws Exception {
        for (Inflation inflation : List.of(alone, context)) {
            assertThat(inflate(inflation, hex("f3 48 cd c9 c9 07 00"))).isEqualTo(ascii("Hello"));
            assertThat(inflate(inflation, hex("f2 48 cd c9 c9 07 00"))).isEqualTo(ascii("Hello"));
        }
    }

    @Test
    void aCompressedMessageWithoutPayloadIsEmptyAndHarmsNothing() throws Exception {
        for (Inflation inflation : List.of(alone, context)) {
            assertThat(inflate(inflation, hex(""))).isEmpty();
            assertThat(inflate(inflation, List.of(hex(""), hex(""), hex("")))).isEmpty();
            assertThat(inflate(inflation, hex("f2 48 cd c9 c9 07 00"))).isEqualTo(ascii("Hello"));
            assertThat(inflate(inflation, List.of(hex(""), hex("f2 48 cd c9"), hex(""), hex("c9 07 00"), hex(""))))
                    .isEqualTo(ascii("Hello"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "07", // reserved block type
                "00 05 00 fa fe 48 65 6c 6c 6f 00", // length and complement differ
                "fa 00 11 00 00", // reaches back before the beginning
                "f2 48 cd c9 c9 07 00 07", // good, and rubbish behind it
                "f3 48 cd c9 c9 07 00 07", // the same behind a final block
                "04 0000000000000000000000000000000000000000000000000000000000000000000000", // a block without an end
                "ff ff ff ff ff ff ff ff"
            })
    void whatIsNoDeflateStreamIsBroken(String payload) {
        assertBroken(alone, payload);
        assertBroken(context, payload);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f2 48 cd c9",
                "f2",
                "f2 48 cd c9 c9 07",
                "00 05 00 fa ff 48 65 6c 6c",
                "00 05",
                "00 09 00 f6 ff 48 65 6c"
            })
    void aMessageThatBreaksOffIsBroken(String payload) {
        assertBroken(alone, payload);
    }

    @Test
    void aThousandToOneBombCostsItsLimitAndNoMore() {
        byte[] bomb = bomb(64 * 1024 * 1024);
        assertThat(bomb.length).isLessThan(64 * 1024 * 1024 / 1000);
        long limit = 100_000;
        for (Inflation inflation : List.of(alone, context)) {
            long[] seen = new long[2];
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> inflation.inflate(ByteBuffer.wrap(bomb), true, piece -> {
                        seen[0] += piece.remaining();
                        seen[1] = Math.max(seen[1], piece.remaining());
                        if (seen[0] > limit) {
                            throw new ProtocolException(Violation.MESSAGE_TOO_BIG);
                        }
                    }))
                    .satisfies(broken -> assertThat(broken.violation()).isEqualTo(Violation.MESSAGE_TOO_BIG));
            assertThat(seen[0]).isBetween(limit, limit + 16 * 1024);
            assertThat(seen[1]).isLessThanOrEqualTo(16 * 1024);
            assertThatThrownBy(() -> inflate(inflation, hex("00"))).isInstanceOf(IllegalStateException.class);
        }
        assertThat(pool.lent()).isZero();
    }

    private static byte[] bomb(int size) {
        Deflater deflater = new Deflater(9, true);
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 * 1024];
        for (int left = size; left > 0; left -= buffer.length) {
            deflater.setInput(new byte[buffer.length]);
            int length = deflater.deflate(buffer, 0, buffer.length, Deflater.NO_FLUSH);
            payload.write(buffer, 0, length);
        }
        payload.write(buffer, 0, deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH));
        deflater.end();
        return Arrays.copyOf(payload.toByteArray(), payload.size() - 4);
    }

    @Test
    void finalBlocksByTheThousandAreRefused() {
        byte[] payload = new byte[2 * 1000];
        for (int i = 0; i < payload.length; i += 2) {
            payload[i] = 3;
        }
        assertThat(catchThrowableOfType(ProtocolException.class, () -> inflate(alone, payload))
                        .violation())
                .isEqualTo(Violation.DEFLATE_BROKEN);
    }

    @Test
    void aMessageThatIsFlushedByFinalBlocksIsInflated() throws Exception {
        Deflater deflater = new Deflater(6, true);
        Random random = new Random(1);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            byte[] part = new byte[100];
            random.nextBytes(part);
            message.writeBytes(part);
            deflater.reset();
            deflater.setInput(part);
            deflater.finish();
            byte[] buffer = new byte[200];
            pieces.add(Arrays.copyOf(buffer, deflater.deflate(buffer)));
        }
        deflater.end();
        assertThat(inflate(alone, pieces)).isEqualTo(message.toByteArray());
    }

    @Test
    void aSinkMayCloseTheInflationAndGetsNothingMore() throws Exception {
        int[] pieces = new int[1];
        alone.inflate(ByteBuffer.wrap(bomb(1024 * 1024)), true, piece -> {
            pieces[0]++;
            alone.close();
        });
        assertThat(pieces[0]).isEqualTo(1);
        assertThat(pool.lent()).isZero();
        assertThatThrownBy(() -> inflate(alone, hex("00"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSinkMayUseAnotherInflationOfThePool() throws Exception {
        Inflation other = pool.inflation(ALONE, Role.SERVER);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        alone.inflate(ByteBuffer.wrap(hex("f2 48 05 00 00 00 ff ff ca c9 c9 07 00")), true, piece -> {
            assertThat(inflate(other, hex("f2 48 cd c9 c9 07 00"))).isEqualTo(ascii("Hello"));
            message.writeBytes(Bytes.of(piece));
        });
        assertThat(message.toByteArray()).isEqualTo(ascii("Hello"));
    }

    @Test
    void closingInTheMiddleOfAMessageGivesBackWhatWasLent() throws Exception {
        alone.inflate(ByteBuffer.wrap(hex("f2 48 cd")), false, piece -> {});
        context.inflate(ByteBuffer.wrap(hex("f2 48 cd")), false, piece -> {});
        assertThat(pool.lent()).isEqualTo(2);
        alone.close();
        alone.close();
        context.close();
        assertThat(pool.lent()).isZero();
        Inflation next = pool.inflation(ALONE, Role.SERVER);
        assertThat(inflate(next, hex("f2 48 cd c9 c9 07 00"))).isEqualTo(ascii("Hello"));
    }

    @Test
    void unfinishedMessagesPastTheLimitWaitCompressed() throws Exception {
        DeflatePool narrow = new DeflatePool(DeflateOptions.DEFAULT.withUnfinishedMessages(1));
        Inflation first = narrow.inflation(ALONE, Role.SERVER);
        Inflation second = narrow.inflation(ALONE, Role.SERVER);
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        first.inflate(ByteBuffer.wrap(hex("f2 48 cd")), false, piece -> one.writeBytes(Bytes.of(piece)));
        second.inflate(ByteBuffer.wrap(hex("f2 48")), false, piece -> two.writeBytes(Bytes.of(piece)));
        second.inflate(ByteBuffer.wrap(hex("cd")), false, piece -> two.writeBytes(Bytes.of(piece)));
        assertThat(narrow.lent()).isEqualTo(1);
        assertThat(two.size()).isZero();
        second.inflate(ByteBuffer.wrap(hex("c9 c9 07 00")), true, piece -> two.writeBytes(Bytes.of(piece)));
        assertThat(two.toByteArray()).isEqualTo(ascii("Hello"));
        first.inflate(ByteBuffer.wrap(hex("c9 c9 07 00")), true, piece -> one.writeBytes(Bytes.of(piece)));
        assertThat(one.toByteArray()).isEqualTo(ascii("Hello"));
        assertThat(narrow.lent()).isZero();

        // The place is free again.
        second.inflate(ByteBuffer.wrap(hex("f2 48 cd")), false, piece -> {});
        assertThat(narrow.lent()).isEqualTo(1);
        second.close();
        assertThat(narrow.lent()).isZero();
        narrow.close();
    }

    @Test
    void aWaitingMessageIsInflatedOnceMuchOfItIsThere() throws Exception {
        DeflatePool narrow = new DeflatePool(DeflateOptions.DEFAULT.withUnfinishedMessages(0));
        Inflation inflation = narrow.inflation(ALONE, Role.SERVER);
        byte[] noise = new byte[40_000];
        new Random(3).nextBytes(noise);
        byte[] payload = payload(noise, new Deflater(1, true), new byte[50_000]);
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < payload.length; at += 1000) {
            pieces.add(Arrays.copyOfRange(payload, at, Math.min(at + 1000, payload.length)));
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int i = 0; i < pieces.size(); i++) {
            inflation.inflate(
                    ByteBuffer.wrap(pieces.get(i)),
                    i == pieces.size() - 1,
                    piece -> message.writeBytes(Bytes.of(piece)));
            assertThat(narrow.lent()).isEqualTo(i < 16 || i == pieces.size() - 1 ? 0 : 1);
        }
        assertThat(message.toByteArray()).isEqualTo(noise);
        narrow.close();
    }

    @Test
    void whatIsLentWhenThePoolClosesWorksOnAndIsEndedAfterwards() throws Exception {
        inflate(context, hex("f2 48 cd c9 c9 07 00"));
        pool.close();
        assertThat(inflate(context, hex("f2 00 11 00 00"))).isEqualTo(ascii("Hello"));
        context.close();
        assertThat(pool.lent()).isZero();
    }
}
