package dev.parley.chat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// What rooms' ids are made of. Those that people choose and those of their talks have no id in common: nobody can make a
/// room where two others will talk.
public final class RoomIds {

    public static final String FORM = "A room's id has 1 to 64 letters A to Z, digits and - _ . in it, not only dots.";

    private static final Pattern FREE = Pattern.compile("(?!\\.+\\z)[A-Za-z0-9._-]{1,64}");
    private static final String TALK = "@";

    private RoomIds() {}

    /// Whether somebody may choose it.
    public static boolean isFree(String id) {
        return FREE.matcher(id).matches();
    }

    /// One that nobody can guess.
    public static String random(RandomGenerator random) {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        return TALK + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// The one of two people's talk, always the same.
    static String pair(String one, String other) {
        boolean inOrder = one.compareTo(other) < 0;
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String each : inOrder ? List.of(one, other) : List.of(other, one)) {
                byte[] bytes = each.getBytes(StandardCharsets.UTF_8);
                digest.update((byte) (bytes.length >> 8));
                digest.update((byte) bytes.length);
                digest.update(bytes);
            }
            return TALK + TALK + Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
