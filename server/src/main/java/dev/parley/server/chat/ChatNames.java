package dev.parley.server.chat;

import java.text.Normalizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What people and rooms may be called.
final class ChatNames {

    /// Code points of a person's name.
    static final int NAME_LIMIT = 32;

    private static final int ROOM_LIMIT = 64;

    /// The same as [#roomProblem], for a whole room.
    static final String ROOM_PATTERN = "\\A(?!\\.+\\z)[A-Za-z0-9._-]{1," + ROOM_LIMIT + "}\\z";

    private static final Pattern ROOM = Pattern.compile(ROOM_PATTERN);

    private ChatNames() {}

    /// The name as others see it: composed (NFC), without spaces around it.
    static String normal(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC).strip();
    }

    /// Why nobody can go by this name, or null.
    ///
    /// @param name as sent; null when none was
    static @Nullable String nameProblem(@Nullable String name) {
        if (name == null || !Visible.anyOf(name)) {
            return "Choose a name that can be seen.";
        }
        String normal = normal(name);
        int length = normal.codePointCount(0, normal.length());
        if (length > NAME_LIMIT) {
            return "A name has at most " + NAME_LIMIT + " characters, this one has " + length + ".";
        }
        return normal.codePoints().anyMatch(ChatNames::isForbidden)
                ? "Leave control characters out of the name, and those that turn the direction of text."
                : null;
    }

    private static boolean isForbidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> c == 0xFFFD || Visible.turnsDirection(c);
        };
    }

    /// Why there can be no such room, or null.
    static @Nullable String roomProblem(String room) {
        if (ROOM.matcher(room).matches()) {
            return null;
        }
        return !room.isEmpty() && room.chars().allMatch(c -> c == '.')
                ? "Give the room a letter or a digit too."
                : "A room's name has 1 to " + ROOM_LIMIT + " letters A to Z, digits and - _ . in it.";
    }
}
