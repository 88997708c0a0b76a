package dev.parley.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Whatever is taken for JSON can stand inside an envelope: on one line, valid UTF-8, its quotes and brackets balanced.
class JsonCheckFuzzTest {

    @FuzzTest
    void whatIsTakenStaysWithinItsBounds(byte[] bytes) {
        Payload payload;
        try {
            payload = Payload.json(ByteBuffer.wrap(bytes));
        } catch (IllegalArgumentException refused) {
            return;
        }
        String json = payload.toString();
        assertThat(json.getBytes(StandardCharsets.UTF_8)).isEqualTo(payload.toByteArray());
        assertThat(json).doesNotContain("\n", "\r");
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inString) {
                if (c == '\\') {
                    i++;
                } else {
                    inString = c != '"';
                }
            } else {
                inString = c == '"';
                depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
                assertThat(depth).isNotNegative();
                assertThat(c == ',' && depth == 0).as("a comma outside").isFalse();
            }
        }
        assertThat(inString).isFalse();
        assertThat(depth).isZero();
    }
}
