package dev.parley.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What Redis does in one step, with keys of one [Bucket]. Each stands in a file of its own, with what it takes and answers
/// above it.
public final class Script {

    final byte[] text;

    /// By which Redis knows it.
    final String digest;

    private Script(byte[] text) {
        this.text = text;
        digest = sha1(text);
    }

    /// The script in a file beside a class.
    ///
    /// @throws IllegalStateException when it is not there
    public static Script of(Class<?> beside, String file) {
        try (InputStream in = beside.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the script " + file + " is not there");
            }
            return new Script(in.readAllBytes());
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

    /// A text as Redis gets it.
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// A number as Redis gets it.
    public static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }
}
