package dev.parley.chat.storage;

import java.time.InstantSource;

/// A process that sends one message after another until it is killed, and says of each that it was sent.
final class Sender {
    private Sender() {}

    public static void main(String[] url) throws ChatException {
        try (ChatStorage storage = JdbcChatStorage.open(url[0], InstantSource.system())) {
            for (int i = 1; ; i++) {
                storage.send(draft(i));
                System.out.println("sent " + i);
            }
        }
    }

    static Draft draft(int number) {
        return new Draft("lobby", "ann", "c" + number, "message number " + number);
    }
}
