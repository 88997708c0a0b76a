package dev.parley.bench.micro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A benchmark that stops working goes on to give figures. Each is run twice, since they work in place.
class BenchmarksDoWhatTheySayTest {

    @Test
    void decodingReadsEveryMessage() throws Exception {
        Decoding decoding = new Decoding();
        for (int run = 0; run < 2; run++) {
            assertThat(decoding.smallText()).isEqualTo(20);
            assertThat(decoding.sixteenTexts()).isEqualTo(320);
            assertThat(decoding.binary()).isEqualTo(1024);
        }
    }

    @Test
    void encodingWritesWholeFrames() {
        Encoding encoding = new Encoding();
        for (int run = 0; run < 2; run++) {
            assertThat(encoding.serverSmallText()).isEqualTo(2 + 20);
            assertThat(encoding.clientSmallText()).isEqualTo(6 + 20);
            assertThat(encoding.serverBinary()).isEqualTo(4 + 1024);
            assertThat(encoding.clientBinary()).isEqualTo(8 + 1024);
        }
    }

    @ParameterizedTest
    @EnumSource
    void validationAcceptsTheTexts(Text text) {
        Utf8Validation validation = new Utf8Validation();
        validation.text = text;
        validation.prepare();
        assertThat(validation.validate()).isTrue();
        assertThat(text.bytes(1024)).hasSizeBetween(1021, 1024);
        assertThat(new String(text.bytes(1024), UTF_8)).doesNotContain("�");
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 9})
    void compressionGoesThereAndBack(int windowBits) throws Exception {
        Compression compression = new Compression();
        compression.windowBits = windowBits;
        compression.prepare();
        for (int run = 0; run < 2; run++) {
            assertThat(compression.deflate()).isBetween(100, 700);
            assertThat(compression.inflate()).isEqualTo(Payloads.json(1024).length);
        }
        compression.close();
    }

    @Test
    void theJsonIsAboutAKibibyte() {
        assertThat(Payloads.json(1024)).hasSizeBetween(920, 1100);
    }
}
