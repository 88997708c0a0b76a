package dev.parley.engine.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What Redis does in one step. Each stands in a file of its own, with what it takes and answers above it.
enum Script {
    PUBLISH("publish.lua"),
    OPEN("open.lua"),
    HISTORY("history.lua"),
    REMOVE("remove.lua"),
    HEARTBEAT("heartbeat.lua");

    final String text;

    /// By which Redis knows it.
    final String digest;

    Script(String file) {
        byte[] read = read(file);
        text = new String(read, StandardCharsets.UTF_8);
        digest = sha1(read);
    }

    private static byte[] read(String file) {
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the script " + file + " is not there");
            }
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
