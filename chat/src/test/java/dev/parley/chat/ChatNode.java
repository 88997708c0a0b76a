package dev.parley.chat;

import dev.parley.chat.people.ChatSessions;
import dev.parley.chat.people.People;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.JdbcChatStorage;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Cluster;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Engine;
import dev.parley.hub.Grant;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.HubOptions;
import dev.parley.hub.Namespace;
import dev.parley.hub.Namespaces;
import dev.parley.hub.OpenRules;
import dev.parley.hub.Position;
import dev.parley.hub.Relay;
import dev.parley.hub.UserId;
import dev.parley.hub.memory.MemoryEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/// A whole chat in this process: its storage, a hub with two loops that are threads, and the memory engine. Whoever connects
/// with the token `ann` is the site's user `ann`, called `Ann`; with a token of the chat's own, whom it says.
final class ChatNode implements AutoCloseable {

    /// Whoever lets the user `spy` in says that they hear these.
    private static final Map<ChannelName, Grant.Subscription> SPIED = Map.of(
            ChatChannels.room("garden"),
            Grant.Subscription.PLAIN,
            ChatChannels.person("ann"),
            Grant.Subscription.PLAIN,
            new ChannelName("news"),
            Grant.Subscription.PLAIN);

    static final ChatOptions FAST = new ChatOptions(
            100,
            1_000,
            10_000,
            100,
            Set.of("root"),
            Set.of("op"),
            true,
            ChatOptions.Creators.EVERYBODY,
            Duration.ofSeconds(10),
            0,
            ChatOptions.DEFAULT.rooms());

    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    final AtomicLong nanos = new AtomicLong();
    final JdbcChatStorage storage;
    final People people;
    final ChatSessions sessions;
    final Chat chat;
    final Hub hub;
    private final Engine engine;
    private final List<ThreadLoop> loops = List.of(new ThreadLoop(0), new ThreadLoop(1));
    private final AtomicInteger opened = new AtomicInteger();

    ChatNode(String url) throws ChatException {
        this(url, FAST);
    }

    ChatNode(String url, ChatOptions options) throws ChatException {
        this(url, options, delivery -> delivery);
        chat.start();
    }

    /// One that has not begun.
    ///
    /// @param between stands between chat and hub
    ChatNode(String url, ChatOptions options, UnaryOperator<Delivery> between) throws ChatException {
        this(url, options, between, (_, memory) -> memory, false);
    }

    /// One of many.
    ChatNode(String url, Relay relay, String name) throws ChatException {
        this(url, relay, name, delivery -> delivery);
    }

    /// One of many.
    ///
    /// @param between stands between chat and hub
    ChatNode(String url, Relay relay, String name, UnaryOperator<Delivery> between) throws ChatException {
        this(url, FAST, between, (loop, memory) -> relay.node(name, loop, memory), true);
        chat.start();
    }

    private ChatNode(
            String url,
            ChatOptions options,
            UnaryOperator<Delivery> between,
            BiFunction<Executor, Engine, Engine> shared,
            boolean many)
            throws ChatException {
        InstantSource clock = now::get;
        storage = JdbcChatStorage.open(url, clock);
        people = new People(storage.database(), clock, new SecureRandom());
        sessions = new ChatSessions("a secret of more than thirty-two characters", clock);
        AtomicReference<Hub> later = new AtomicReference<>();
        chat = new Chat(
                storage,
                people,
                sessions,
                between.apply(Delivery.by(later::get)),
                options,
                clock,
                nanos::get,
                new SecureRandom(),
                many);
        Namespaces namespaces = new Namespaces(Namespaces.Syntax.DEFAULT, Namespace.named(""), ChatChannels.ALL);
        OpenRules others = new OpenRules() {
            @Override
            public void connecting(ConnectRequest request, Answer<Grant.Session> answer) {
                answer.succeeded(granted(request.token()).with(request.token().equals("spy") ? SPIED : Map.of()));
            }
        };
        engine = shared.apply(loops.getFirst(), new MemoryEngine(clock, new Random(7)));
        Cluster cluster = new Cluster(engine, clock);
        try {
            engine.start(cluster);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        hub = new Hub(
                HubOptions.DEFAULT,
                namespaces,
                cluster,
                new ChatDecisions(others, chat),
                chat.observer(),
                loops,
                clock);
        later.set(hub);
    }

    private static Grant.Session granted(String user) {
        if (user.isEmpty()) {
            return Grant.Session.ANONYMOUS;
        }
        String name = user.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + user.substring(1);
        return new Grant.Session(
                new UserId(user), Json.object(json -> json.writeStringProperty("name", name)), null, Map.of(), 0);
    }

    /// A device that connects with that token.
    Device device(String token) throws InterruptedException {
        return device(token, Map.of());
    }

    /// The same for one that was here before.
    Device device(String token, Map<ChannelName, Position> since) throws InterruptedException {
        return device(token, since, (_, _) -> {});
    }

    /// @param listener hears the texts of messages, on the loop, as they are told
    Device device(String token, Map<ChannelName, Position> since, BiConsumer<ChannelName, String> listener)
            throws InterruptedException {
        return new Device(this, loops.get(opened.getAndIncrement() % loops.size()), token, since, listener);
    }

    /// Where a channel's stream begins.
    Position beginning(ChannelName channel) throws InterruptedException {
        CompletableFuture<Position> found = new CompletableFuture<>();
        hub.history(channel, HistoryQuery.newest(0), new Answer<>() {
            @Override
            public void succeeded(HistoryPage page) {
                found.complete(new Position(page.top().epoch(), 0));
            }

            @Override
            public void failed(HubError error) {
                found.completeExceptionally(new AssertionError(error.message()));
            }
        });
        try {
            return found.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError(failed);
        }
    }

    ThreadLoop loop() {
        return loops.getFirst();
    }

    /// Waits until the loops have done what they were given, and what they gave each other because of it.
    void turns() throws Exception {
        for (int round = 0; round < 2; round++) {
            for (ThreadLoop loop : loops) {
                CompletableFuture.runAsync(() -> {}, loop).get(20, TimeUnit.SECONDS);
            }
        }
    }

    /// What the hub keeps of a room for those who come back.
    String history(String room) throws Exception {
        CompletableFuture<String> found = new CompletableFuture<>();
        hub.history(ChatChannels.room(room), HistoryQuery.newest(100), new Answer<>() {
            @Override
            public void succeeded(HistoryPage page) {
                found.complete(page.publications().toString());
            }

            @Override
            public void failed(HubError error) {
                found.completeExceptionally(new AssertionError(error.message()));
            }
        });
        return found.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        hub.close();
        engine.close();
        chat.close();
        storage.close();
        loops.forEach(ThreadLoop::close);
    }
}
