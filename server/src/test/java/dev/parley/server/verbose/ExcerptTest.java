package dev.parley.server.verbose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ExcerptTest {

    @Test
    void textIsQuotedAndEscaped() {
        assertThat(text("hi")).isEqualTo("\"hi\"");
        assertThat(text("")).isEqualTo("\"\"");
        assertThat(text("a\n\"b\"\t\\")).isEqualTo("\"a\\n\\\"b\\\"\\t\\\\\"");
        assertThat(text("é🙂中")).isEqualTo("\"é🙂中\"");
    }

    @Test
    void nothingReachesTheTerminalAsACommand() {
        assertThat(text("\u001b[2J\u202e\u0000\u2028\u009b"))
                .isEqualTo("\"\\u{1b}[2J\\u{202e}\\u{0}\\u{2028}\\u{9b}\"");
    }

    @Test
    void tokensAreNotShown() {
        assertThat(text("{\"token\":\"eyJhbGciOiJIUzI1NiJ9.e30.c2ln\"}")).isEqualTo("\"{\\\"token\\\":\\\"eyJ…\\\"}\"");
        assertThat(text("go eyJhbGciOiJIUzI1NiJ9.e30.c2ln on")).isEqualTo("\"go eyJ… on\"");
        assertThat(text("{\"token\" : \"opaque\",\"a\":1}")).isEqualTo("\"{\\\"token\\\" : \\\"…\\\",\\\"a\\\":1}\"");
        assertThat(text("{\"token\":\"cut off")).isEqualTo("\"{\\\"token\\\":\\\"…\"");
    }

    @Test
    void onlyTheFirstEightyCharactersAreShown() {
        assertThat(text("x".repeat(80))).isEqualTo("\"" + "x".repeat(80) + "\"");
        assertThat(text("x".repeat(81))).isEqualTo("\"" + "x".repeat(80) + "\"…");
        assertThat(text("🙂".repeat(1000))).isEqualTo("\"" + "🙂".repeat(80) + "\"…");
    }

    @Test
    void binaryIsShownAsDigits() {
        assertThat(Excerpt.binary(ByteBuffer.wrap(new byte[] {0, 1, -1}))).isEqualTo("0001ff");
        assertThat(Excerpt.binary(ByteBuffer.wrap(new byte[41]))).isEqualTo("0".repeat(80) + "…");
    }

    private static String text(String text) {
        ByteBuffer utf8 = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        String excerpt = Excerpt.text(utf8);
        assertThat(utf8.position()).isZero();
        return excerpt;
    }
}
