package dev.parley.bench.chat;

import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.JdbcChatStorage;
import dev.parley.chat.storage.Message;
import dev.parley.chat.storage.Room;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// How long scrolling back takes in a room of a million: 50 messages before a position, at 1,000 places all over the room.
///
/// ```
/// ScrollBack FOLDER WHERE…    sqlite (in the folder), postgresql (one that it starts), or a JDBC URL of an empty database
/// ```
public final class ScrollBack {

    private static final int PLACES = 1_000;
    private static final int PAGE = 50;
    private static final int MILLION = 1_000_000;

    private ScrollBack() {}

    /// @param args as the class says
    public static void main(String[] args) throws Exception {
        for (String where : Arrays.asList(args).subList(1, args.length)) {
            switch (where) {
                case "sqlite" -> measure(where, "jdbc:sqlite:" + Path.of(args[0], "chat.db"));
                case "postgresql" -> {
                    try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
                        measure(where, server.getJdbcUrl("postgres", "postgres"));
                    }
                }
                default -> measure(where.replaceAll("jdbc:|:.*", ""), where);
            }
        }
    }

    private static void measure(String name, String url) throws ChatException, SQLException, IOException {
        try (ChatStorage storage = JdbcChatStorage.open(url, Clock.systemUTC())) {
            storage.createRoom("load", "The load", Room.Kind.PUBLIC, "{}", "olga");
            fill(url);
            read(
                    storage,
                    new Random(1),
                    PLACES); // what is read again is read from memory, as in a server that has run a while
            long[] nanos = read(storage, new Random(2), PLACES);
            Arrays.sort(nanos);
            System.out.printf(
                    Locale.ROOT,
                    "%-12s  p50_ms=%.2f  p99_ms=%.2f  max_ms=%.2f%n",
                    name,
                    nanos[PLACES / 2] / 1e6,
                    nanos[PLACES * 99 / 100] / 1e6,
                    nanos[PLACES - 1] / 1e6);
        }
    }

    private static long[] read(ChatStorage storage, Random places, int count) throws ChatException, IOException {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long position = PAGE + 1L + places.nextInt(MILLION - PAGE);
            long start = System.nanoTime();
            List<Message> page = storage.before("load", position, PAGE, "ann");
            nanos[i] = System.nanoTime() - start;
            if (page.size() != PAGE || page.getLast().position() != position - 1) {
                throw new IOException("not the page before " + position + ": " + page.size());
            }
        }
        return nanos;
    }

    private static void fill(String url) throws SQLException {
        String numbers = url.startsWith("jdbc:mariadb")
                ? "SELECT seq AS n FROM seq_1_to_" + MILLION
                : url.startsWith("jdbc:postgresql")
                        ? "SELECT n FROM generate_series(1, " + MILLION + ") AS s(n)"
                        : "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < " + MILLION
                                + ") SELECT n FROM s";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "INSERT INTO chat_messages (room_id, position, id, author, client_id, sent_at, body) SELECT 'load', n,"
                            + " CONCAT('id', n), CONCAT('user', n % 50), CONCAT('c', n), n,"
                            + " 'and what people say is often about as long as this sentence here, or a little shorter.' FROM ("
                            + numbers + ") numbers");
        }
    }
}
