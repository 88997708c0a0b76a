package dev.parley.chat.files;

import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Draft;
import dev.parley.chat.storage.JdbcChatStorage;
import dev.parley.chat.storage.Member;
import dev.parley.chat.storage.Room;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// A process that uploads, sends and deletes files until it is killed, and says so each time.
final class Uploader {

    private static final int MANY = 100_000_000;

    private Uploader() {}

    static FileStore open(Path folder, ChatStorage storage) throws Exception {
        FileOptions options = new FileOptions(folder.resolve("files"), false, null, MANY, MANY, MANY, Duration.ZERO);
        return FileStore.open(options, storage, InstantSource.system(), new SecureRandom());
    }

    static JdbcChatStorage storage(Path folder) throws Exception {
        return JdbcChatStorage.open("jdbc:sqlite:" + folder.resolve("chat.db"), InstantSource.system());
    }

    static byte[] bytes(int number) {
        return ("file number " + number).getBytes(StandardCharsets.UTF_8);
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        try (ChatStorage storage = storage(folder);
                FileStore store = open(folder, storage)) {
            storage.createRoom("lobby", "The lobby", Room.Kind.PUBLIC, "{}", "ann");
            storage.join("lobby", "ann", Member.Role.MEMBER);
            for (int i = 1; ; i++) {
                byte[] bytes = bytes(i);
                String id;
                try (Upload upload = store.begin("ann", "lobby", bytes.length)) {
                    upload.write(ByteBuffer.wrap(bytes));
                    id = upload.finish(i + ".txt", null).id();
                }
                String message = storage.send(new Draft("lobby", "ann", "c" + i, "", null, Set.of(), List.of(id)))
                        .message()
                        .id();
                if (i % 2 == 0) {
                    storage.delete(message, "ann");
                    store.sweep();
                }
                System.out.println("did " + i);
            }
        }
    }
}
