package dev.parley.cli.chat;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Ids of messages, made here, that nobody has made before: 12 random bytes in hex.
final class Ids {

    private static final int BYTES = 12;

    private final RandomGenerator random;

    Ids(RandomGenerator random) {
        this.random = random;
    }

    static Ids secure() {
        return new Ids(new SecureRandom());
    }

    String next() {
        byte[] id = new byte[BYTES];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
