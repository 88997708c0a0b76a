package dev.parley.server.chat;

import dev.parley.chat.people.Accounts;
import dev.parley.chat.people.ChatSessions;
import dev.parley.chat.people.Passwords;
import dev.parley.chat.people.People;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.JdbcChatStorage;
import dev.parley.server.backend.Backend;
import dev.parley.server.backend.Keys;
import dev.parley.server.config.PeopleConfig;
import dev.parley.server.config.Secret;
import dev.parley.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the chat keeps, and its people: in the database that is configured, else in `chat.db` in the data folder, else, where
/// there is none, in a folder that is gone with the server.
public final class ChatData implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChatData.class);
    private static final String FILE = "chat.db";

    private final JdbcChatStorage storage;
    private final People people;
    private final Passwords passwords;
    private final Accounts accounts;
    private final ChatSessions sessions;
    private final @Nullable Path temporary;
    private final ScheduledThreadPoolExecutor sweeper;

    private ChatData(
            JdbcChatStorage storage,
            People people,
            Passwords passwords,
            ChatSessions sessions,
            @Nullable Path temporary) {
        this.storage = storage;
        this.people = people;
        this.passwords = passwords;
        this.accounts = new Accounts(people, passwords);
        this.sessions = sessions;
        this.temporary = temporary;
        sweeper = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("parley-chat-sweeper").daemon(true).factory());
        sweeper.scheduleWithFixedDelay(this::sweep, 5, 60, TimeUnit.MINUTES);
    }

    /// Waits for the disk and the database.
    ///
    /// @throws IOException with one sentence that says what to do
    public static ChatData open(ServerConfig config, InstantSource clock) throws IOException {
        PeopleConfig ours = config.chat().people();
        SecureRandom random = new SecureRandom();
        Path folder = Backend.folder(config);
        Secret given = ours.secret();
        String secret = given == null ? Keys.chatSecret(folder, random) : given.value();
        Secret database = ours.database();
        Path temporary = database == null && folder == null ? Files.createTempDirectory("parley-chat") : null;
        try {
            JdbcChatStorage storage = JdbcChatStorage.open(
                    database != null ? database.value() : sqlite(temporary != null ? temporary : folder), clock);
            return new ChatData(
                    storage,
                    new People(storage.database(), clock, random),
                    new Passwords(random),
                    new ChatSessions(secret, clock),
                    temporary);
        } catch (ChatException | IllegalArgumentException unusable) {
            delete(temporary);
            throw new IOException(unusable.getMessage(), unusable);
        }
    }

    /// The same for a command beside the server, or without one: what is not there is not made.
    ///
    /// @throws IOException with one sentence that says what to do
    public static ChatData existing(ServerConfig config, InstantSource clock) throws IOException {
        Path folder = Backend.folder(config);
        if (config.chat().people().database() == null && folder != null && Files.notExists(folder.resolve(FILE))) {
            throw new IOException(
                    "there is no chat in " + folder + ": say with --config or --data where its server runs");
        }
        return kept(config, clock);
    }

    /// The same, made where it is not there.
    ///
    /// @throws IOException with one sentence that says what to do, also when it would be gone with the command
    public static ChatData kept(ServerConfig config, InstantSource clock) throws IOException {
        if (config.chat().people().database() == null && Backend.folder(config) == null) {
            throw new IOException("this chat is in nothing but its server's memory: set chat.database, or an engine "
                    + "that keeps something");
        }
        return open(config, clock);
    }

    private static String sqlite(@Nullable Path folder) {
        if (folder == null) {
            throw new IllegalArgumentException("a database or a folder is needed");
        }
        return "jdbc:sqlite:" + folder.resolve(FILE);
    }

    public JdbcChatStorage storage() {
        return storage;
    }

    public People people() {
        return people;
    }

    public Accounts accounts() {
        return accounts;
    }

    public ChatSessions sessions() {
        return sessions;
    }

    private void sweep() {
        try {
            int gone = people.sweep();
            if (gone > 0) {
                LOG.debug("{} guests who have left nothing behind were forgotten", gone);
            }
        } catch (ChatException failed) {
            LOG.warn("guests who are long gone could not be forgotten: {}", failed.getMessage());
        } catch (RuntimeException broken) {
            LOG.error("guests who are long gone could not be forgotten, for something broke", broken);
        }
    }

    /// After the last session has ended.
    @Override
    public void close() {
        sweeper.shutdownNow();
        passwords.close();
        storage.close();
        delete(temporary);
    }

    private static void delete(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException failed) {
            LOG.warn("the chat's temporary folder is still there: {}", failed.getMessage());
        }
    }
}
