package dev.parley.chat.storage;

/// How much of everything there may be. Lengths are in UTF-16 units, as Java and JavaScript count them.
///
/// What is longer is refused with an [IllegalArgumentException] where the value is made; nothing is cut off.
public final class Limits {
    /// A message's text. Its index has at most that many rows.
    public static final int TEXT = 10_000;
    /// Ids of rooms and messages, and those that clients make.
    public static final int ID = 64;
    /// A person's id.
    public static final int USER = 128;
    /// A room's name.
    public static final int NAME = 200;
    /// A room's settings, which are JSON for whoever wrote them.
    public static final int SETTINGS = 10_000;
    /// One reaction: an emoji, or an emoticon's name.
    public static final int REACTION = 32;
    /// Different reactions to one message.
    public static final int REACTIONS = 20;
    /// People mentioned in one message.
    public static final int MENTIONS = 50;
    /// Why a message is reported, in the reporter's words.
    public static final int REASON = 500;
    /// Reports of one person that nobody has dealt with yet.
    public static final int REPORTS = 50;
    /// Files in one message.
    public static final int FILES = 10;
    /// A voice note's waveform: 64 bytes in base64url.
    public static final int WAVEFORM = 86;
    /// Rows in one answer.
    public static final int PAGE = 500;
    /// Messages behind a read mark that are looked at to count those unread.
    public static final int UNREAD = 1_000;
    /// Different words in one search; more are not looked for.
    public static final int WORDS = 8;

    private Limits() {}

    static String id(String what, String id) {
        return text(what, id, 1, ID);
    }

    static String user(String id) {
        return text("a person's id", id, 1, USER);
    }

    static int page(int limit) {
        if (limit < 1 || limit > PAGE) {
            throw new IllegalArgumentException("a page has 1 to " + PAGE + " rows, not " + limit);
        }
        return limit;
    }

    /// Neither NUL nor half a surrogate pair: no database keeps the one, nor UTF-8 the other.
    static String text(String what, String text, int least, int most) {
        if (text.length() < least || text.length() > most) {
            throw new IllegalArgumentException(
                    what + " has " + least + " to " + most + " characters, not " + text.length());
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                throw new IllegalArgumentException(what + " has a character that is none, at " + i);
            }
        }
        return text;
    }
}
