package dev.parley.dialects.raw;

import java.nio.charset.StandardCharsets;

/// What a close frame has room for (RFC 6455 section 5.5): 123 bytes beside the code.
final class Reasons {

    private static final int MOST_BYTES = 123;

    private Reasons() {}

    static String shortened(String reason) {
        String kept = reason;
        while (kept.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
        }
        return kept;
    }
}
