package dev.parley.hub;

import org.jspecify.annotations.Nullable;

/// What the hubs of two nodes say to each other, and how it is written: three letters that say that it is theirs, a version,
/// a kind, and what that kind needs.
sealed interface Word {

    /// A node has begun to take sessions.
    record Hello() implements Word {}

    /// A node has let all its sessions go, and takes no more.
    record Bye() implements Word {}

    /// @param id of the one who says it, for the answer
    /// @param order null when only newer nodes know it
    record Ordered(long id, @Nullable Order order) implements Word {}

    /// @param name what it is about
    record Asked(long id, String name, byte[] question) implements Word {}

    /// What was asked was done, or is known.
    record Answered(long id, byte[] answer) implements Word {}

    /// It was not done.
    record Failed(long id, int code, String message) implements Word {}

    /// Whoever was asked has no sessions, as it is only starting.
    record Starting(long id) implements Word {}

    /// Something that only newer nodes know.
    record Unknown() implements Word {}

    /// Nothing that is said is larger.
    int MOST_BYTES = 8 * 1024 * 1024;

    byte[] OURS = {'h', 'u', 'b'};
    int VERSION = 1;

    int HELLO = 1;
    int BYE = 2;
    int ORDERED = 3;
    int ASKED = 4;
    int ANSWERED = 5;
    int FAILED = 6;
    int STARTING = 7;

    default byte[] write() {
        WireWriter to = new WireWriter().rest(OURS).one(VERSION);
        switch (this) {
            case Hello() -> to.one(HELLO);
            case Bye() -> to.one(BYE);
            case Ordered(long id, Order order) -> {
                to.one(ORDERED).number(id);
                if (order != null) {
                    OrderBytes.write(order, to);
                }
            }
            case Asked(long id, String name, byte[] question) ->
                to.one(ASKED).number(id).text(name).rest(question);
            case Answered(long id, byte[] answer) -> to.one(ANSWERED).number(id).rest(answer);
            case Failed(long id, int code, String message) ->
                to.one(FAILED).number(id).number(code).text(message);
            case Starting(long id) -> to.one(STARTING).number(id);
            case Unknown() -> throw new IllegalStateException("nobody says what they don't know");
        }
        return to.toByteArray();
    }

    /// @return null when it is nothing of a hub's
    static @Nullable Word read(byte[] message) throws Malformed {
        for (int i = 0; i < OURS.length; i++) {
            if (i >= message.length || message[i] != OURS[i]) {
                return null;
            }
        }
        if (message.length > MOST_BYTES) {
            throw new Malformed("it has more than " + MOST_BYTES + " bytes");
        }
        WireReader from = new WireReader(message);
        for (int i = 0; i < OURS.length; i++) {
            from.one();
        }
        if (from.one() != VERSION) {
            return new Unknown();
        }
        return switch (from.one()) {
            case HELLO -> new Hello();
            case BYE -> new Bye();
            case ORDERED -> new Ordered(from.number(), OrderBytes.read(from));
            case ASKED -> new Asked(from.number(), from.text(), from.rest());
            case ANSWERED -> new Answered(from.number(), from.rest());
            case FAILED -> new Failed(from.number(), from.whole(Integer.MAX_VALUE), from.text());
            case STARTING -> new Starting(from.number());
            default -> new Unknown();
        };
    }
}
