package dev.parley.protocol.deflate;

import static dev.parley.protocol.deflate.Bytes.ascii;
import static dev.parley.protocol.deflate.Bytes.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.Role;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeflationTest {

    private static final DeflateAgreement CONTEXT = new DeflateAgreement(false, false, 15, 15);

    private final DeflatePool pool = new DeflatePool(DeflateOptions.DEFAULT.withThresholdBytes(5));

    @AfterEach
    void nothingStaysLent() {
        assertThat(pool.lent()).isZero();
        pool.close();
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(ascii(text));
    }

    @Test
    void whatIsSentIsTheExampleOfTheRfc() {
        try (Deflation deflation = pool.deflation(CONTEXT, Role.SERVER)) {
            assertThat(Bytes.of(deflation.deflate(text("Hello")))).isEqualTo(hex("f2 48 cd c9 c9 07 00"));
            assertThat(Bytes.of(deflation.deflate(text("Hello")))).isEqualTo(hex("f2 00 11 00 00"));
        }
    }

    @Test
    void aMessageBelowTheThresholdGoesPlain() {
        try (Deflation deflation = pool.deflation(CONTEXT, Role.SERVER)) {
            assertThat(deflation.deflate(text("Hell"))).isNull();
            assertThat(deflation.deflate(text("Hello"))).isNotNull();
        }
        DeflatePool everything = new DeflatePool(DeflateOptions.DEFAULT.withThresholdBytes(0));
        try (Deflation deflation = everything.deflation(CONTEXT, Role.SERVER)) {
            assertThat(deflation.deflate(text("H"))).isNotNull();
            assertThat(deflation.deflate(text("")))
                    .as("an empty message never gains")
                    .isNull();
        }
    }

    @Test
    void aMessageThatDoesNotShrinkGoesPlainWhenNoContextChanges() {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        Deflation alone = pool.deflation(15);
        assertThat(alone.deflate(ByteBuffer.wrap(noise))).isNull();
        assertThat(alone.deflate(text("Hello"))).as("7 bytes for 5").isNull();
        assertThat(alone.deflate(text("HelloHelloHello"))).isNotNull();
        try (Deflation context = pool.deflation(CONTEXT, Role.SERVER)) {
            assertThat(context.deflate(ByteBuffer.wrap(noise))).isNotNull();
            assertThat(context.deflate(ByteBuffer.wrap(noise, 90_000, 10_000)).remaining())
                    .isLessThan(200);
        }
    }

    @Test
    void aLargeMessageWhoseBeginningDoesNotShrinkIsNotTriedToItsEnd() throws Exception {
        byte[] message = new byte[4_000_000];
        new Random(1).nextBytes(message);
        Arrays.fill(message, 300_000, message.length, (byte) 'a');
        assertThat(pool.deflation(15).deflate(ByteBuffer.wrap(message))).isNull();
        try (Deflation context = pool.deflation(CONTEXT, Role.SERVER)) {
            assertThat(context.deflate(ByteBuffer.wrap(message)).remaining()).isBetween(300_000, 400_000);
        }

        byte[] text = new byte[4_000_000];
        Random random = new Random(2);
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + random.nextInt(26));
        }
        for (int bits : new int[] {8, 15}) {
            ByteBuffer payload = pool.deflation(bits).deflate(ByteBuffer.wrap(text));
            assertThat(new StrictInflater(bits, false).message(Bytes.of(payload)))
                    .isEqualTo(text);
        }
    }

    @Test
    void whatIsSentShrinksByOneByteAtLeast() {
        Deflation alone = pool.deflation(15);
        Random random = new Random(7);
        int shrunk = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] message = new byte[5 + random.nextInt(60)];
            for (int k = 0; k < message.length; k++) {
                message[k] = (byte) ('a' + random.nextInt(1 + i % 26));
            }
            ByteBuffer payload = alone.deflate(ByteBuffer.wrap(message));
            if (payload != null) {
                shrunk++;
                assertThat(payload.remaining()).isLessThan(message.length);
            }
        }
        assertThat(shrunk).isBetween(1000, 2999);
    }

    @Test
    void aMessageKeepsItsPositionAndOnlyWhatRemainsIsSent() throws Exception {
        ByteBuffer message = text("xxHelloHelloHelloxx").position(2).limit(17);
        ByteBuffer payload = pool.deflation(15).deflate(message);
        assertThat(message.position()).isEqualTo(2);
        assertThat(message.limit()).isEqualTo(17);
        assertThat(new StrictInflater(15, false).message(Bytes.of(payload))).isEqualTo(ascii("HelloHelloHello"));
        byte[] bytes = Bytes.of(payload);
        assertThat(Bytes.of(pool.deflation(15)
                        .deflate(Bytes.direct(ascii("HelloHelloHello")).asReadOnlyBuffer())))
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEmptyStreamIsAnEmptyMessageAlsoTheSecondTime(boolean keepsContext) {
        StrictInflater referee = new StrictInflater(15, keepsContext);
        try (Deflation deflation = pool.deflation(new DeflateAgreement(!keepsContext, true, 15, 15), Role.SERVER)) {
            for (int i = 0; i < 3; i++) {
                assertThat(deflation.deflatePart(text(""), false).remaining()).isZero();
                byte[] payload = Bytes.of(deflation.deflatePart(text(""), true));
                assertThat(payload).isEqualTo(hex("00"));
                assertThat(referee.message(payload)).isEmpty();
            }
        }
    }

    @Test
    void aStreamThatEndsWithAnEmptyPartRightBehindAFlushIsWhole() {
        // 256 bytes fill the window exactly, the next byte forces the flush, the end comes without any.
        for (int size : new int[] {255, 256, 257, 511, 512, 513}) {
            Deflation deflation = pool.deflation(8);
            byte[] message = Bytes.repetitive(new Random(size), size);
            byte[] first = Bytes.of(deflation.deflatePart(ByteBuffer.wrap(message), false));
            byte[] second = Bytes.of(deflation.deflatePart(text(""), true));
            byte[] payload = ByteBuffer.allocate(first.length + second.length)
                    .put(first)
                    .put(second)
                    .array();
            assertThat(new StrictInflater(8, false).message(payload)).isEqualTo(message);
        }
    }

    @Test
    void aWholeMessageInsideAStreamedOneIsRefused() {
        Deflation deflation = pool.deflation(15);
        deflation.deflatePart(text("Hello"), false);
        assertThatThrownBy(() -> deflation.deflate(text("HelloHello"))).isInstanceOf(IllegalStateException.class);
        deflation.close();
        assertThatThrownBy(() -> deflation.deflate(text("HelloHello"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> deflation.deflatePart(text(""), true)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void onePayloadWithoutContextServesManyConnections() throws Exception {
        byte[] message = ascii("{\"channel\":\"chat:lobby\",\"data\":{\"text\":\"hello, hello, hello\"}}");
        byte[] payload = Bytes.of(pool.deflation(15).deflate(ByteBuffer.wrap(message)));
        DeflateAgreement alone = new DeflateAgreement(true, true, 15, 15);
        for (int i = 0; i < 100; i++) {
            assertThat(Bytes.inflate(pool.inflation(alone, Role.CLIENT), payload))
                    .isEqualTo(message);
        }
    }

    @Test
    void alsoALargeMessageIsOneWholePayload() throws Exception {
        byte[] message = Bytes.repetitive(new Random(1), 3_000_000);
        for (int bits : new int[] {8, 12, 15}) {
            ByteBuffer payload = pool.deflation(bits).deflate(ByteBuffer.wrap(message));
            assertThat(new StrictInflater(bits, false).message(Bytes.of(payload)))
                    .isEqualTo(message);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void eachRoleCompressesWithItsOwnParameters(Role self) throws Exception {
        byte[] message = Bytes.repetitive(new Random(9), 50_000);
        DeflateAgreement agreement = new DeflateAgreement(false, true, 9, 12);
        int bits = self == Role.SERVER ? 9 : 12;
        try (Deflation deflation = pool.deflation(agreement, self)) {
            StrictInflater referee = new StrictInflater(bits, self == Role.SERVER);
            byte[] first = Bytes.of(deflation.deflate(ByteBuffer.wrap(message)));
            assertThat(referee.message(first)).isEqualTo(message);
            assertThat(referee.farthest()).isBetween(1 << (bits - 1), 1 << bits);
            assertThat(pool.lent()).isEqualTo(self == Role.SERVER ? 1 : 0);
        }
    }

    /// Shows that the referee would notice: the same message for a larger window is beyond it.
    @Test
    void aReferenceBeyondTheWindowIsNoticed() throws Exception {
        byte[] message = Bytes.repetitive(new Random(9), 50_000);
        byte[] payload = Bytes.of(pool.deflation(10).deflate(ByteBuffer.wrap(message)));
        assertThat(new StrictInflater(10, false).message(payload)).isEqualTo(message);
        assertThatThrownBy(() -> new StrictInflater(9, false).message(payload))
                .isInstanceOf(StrictInflater.BrokenStream.class)
                .hasMessageContaining("bytes back");
    }
}
