package dev.parley.embed;

import dev.parley.dialects.centrifuge.CentrifugeOptions;
import dev.parley.dialects.text.TextOptions;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Cluster;
import dev.parley.hub.Decisions;
import dev.parley.hub.Draft;
import dev.parley.hub.Engine;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.HubOptions;
import dev.parley.hub.Namespace;
import dev.parley.hub.NamespaceRules;
import dev.parley.hub.Namespaces;
import dev.parley.hub.Observer;
import dev.parley.hub.Payload;
import dev.parley.hub.Published;
import dev.parley.hub.memory.MemoryEngine;
import dev.parley.net.Address;
import dev.parley.net.Loop;
import dev.parley.net.Network;
import dev.parley.websocket.WebSocketOptions;
import dev.parley.websocket.WebSocketServer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// The whole server inside a Java program: channels with history, presence and recovery, for SDK clients and bare ones.
///
/// ```java
/// try (Parley parley = Parley.builder()
///         .port(8000)
///         .anonymous()
///         .namespace(Namespace.named("news").allowing(Allow.SUBSCRIBE_FOR_CLIENT, Allow.SUBSCRIBE_FOR_ANONYMOUS))
///         .start()) {
///     parley.publish("news:world", Payload.json("{\"headline\":\"…\"}"));
///     …
/// }
/// ```
///
/// Any thread. What blocks here must not be called on an event loop (there: [#hub], with answers); it throws
/// [IllegalStateException] then, [HubException] when the hub refuses, and IllegalArgumentException for a name that
/// can't be.
public final class Parley implements AutoCloseable {

    private final Hub hub;
    private final List<NetLoop> loops;
    private final WebSocketServer server;
    private final Engine engine;
    private final Residents residents;
    private final List<Address> textAddresses;

    private Parley(
            Hub hub,
            List<NetLoop> loops,
            WebSocketServer server,
            Engine engine,
            Residents residents,
            List<Address> textAddresses) {
        this.hub = hub;
        this.loops = loops;
        this.server = server;
        this.engine = engine;
        this.residents = residents;
        this.textAddresses = textAddresses;
    }

    public static Builder builder() {
        return new Builder();
    }

    /// For all that is not here: sessions, users, answers without blocking.
    public Hub hub() {
        return hub;
    }

    public WebSocketServer server() {
        return server;
    }

    /// The TCP port that it listens on.
    public int port() {
        return server.port();
    }

    /// Where text clients connect.
    public List<Address> textAddresses() {
        return textAddresses;
    }

    /// Publishes as the site, and waits until the engine has it.
    public Published publish(String channel, Payload payload) {
        return publish(channel, Draft.of(payload));
    }

    public Published publish(String channel, Draft draft) {
        ChannelName name = new ChannelName(channel);
        return await(answer -> hub.publish(name, draft, answer));
    }

    /// Reads history.
    public HistoryPage history(String channel, HistoryQuery query) {
        ChannelName name = new ChannelName(channel);
        return await(answer -> hub.history(name, query, answer));
    }

    /// Who is subscribed, by the session's id.
    public Map<String, ClientInfo> presence(String channel) {
        ChannelName name = new ChannelName(channel);
        return await(answer -> hub.presence(name, answer));
    }

    /// Has `listener` hear what is published from now on, until the result is closed. Where the namespace has presence,
    /// the listener is seen there, without a user.
    public Listening subscribe(String channel, Listener listener) {
        return subscribe(channel, listener, ListenerOptions.DEFAULT);
    }

    public Listening subscribe(String channel, Listener listener, ListenerOptions options) {
        ChannelName name = new ChannelName(channel);
        if (hub.namespaces().of(name) == null) {
            throw new HubException(HubError.UNKNOWN_CHANNEL);
        }
        NetLoop loop = loops.get(Math.floorMod(name.hashCode(), loops.size()));
        Listening listening = new Listening(hub, loop, residents, name, listener, options);
        join(listening.begin());
        return listening;
    }

    private static <T> T await(Consumer<Answer<T>> what) {
        CompletableFuture<T> result = new CompletableFuture<>();
        what.accept(new Answer<>() {
            @Override
            public void succeeded(T value) {
                result.complete(value);
            }

            @Override
            public void failed(HubError error) {
                result.completeExceptionally(new HubException(error));
            }
        });
        return join(result);
    }

    private static <T> T join(CompletableFuture<T> result) {
        if (Loop.onAnyLoop() && !result.isDone()) {
            throw new IllegalStateException("this blocks, so it can't be called on an event loop; use hub()");
        }
        try {
            return result.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof HubException refused) {
                throw new HubException(refused.error());
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while it waited", interrupted);
        }
    }

    /// Tells all clients that it stops (3001 *shutdown*: they come back), waits up to `grace` for them to go, cuts the
    /// rest, and closes the engine. Blocks.
    public void stop(Duration grace) {
        hub.close();
        server.stop(grace);
        engine.close();
    }

    /// [#stop] with 2 s.
    @Override
    public void close() {
        stop(Duration.ofSeconds(2));
    }

    /// Says what to serve and where.
    public static final class Builder {

        private WebSocketServer.Builder server = WebSocketServer.builder();
        private WebSocketOptions connections = WebSocketOptions.DEFAULT;
        private final List<Text> texts = new ArrayList<>();
        private String sdkPath = "/connection/websocket";
        private CentrifugeOptions sdk = CentrifugeOptions.DEFAULT;
        private String rawPath = "/raw/{channel}";
        private HubOptions options = HubOptions.DEFAULT;
        private Namespaces.Syntax syntax = Namespaces.Syntax.DEFAULT;
        private Namespace withoutNamespace = Namespace.named("");
        private final List<Namespace> namespaces = new ArrayList<>();
        private boolean anonymous;
        private NamespaceRules.Tokens tokens = NamespaceRules.Tokens.NONE;
        private Callbacks callbacks = Callbacks.NONE;
        private int callbackLimit = 1_000;
        private Engine engine = new MemoryEngine(Clock.systemUTC(), new SecureRandom());

        private record Text(Address address, TextOptions options) {}

        private Builder() {}

        /// A server to be that has paths of its own; Parley adds its paths and starts it. [#host] and [#port] are that
        /// one's from now on.
        public Builder server(WebSocketServer.Builder server) {
            this.server = server;
            return this;
        }

        /// Default `127.0.0.1`: this machine only.
        public Builder host(String host) {
            server.host(host);
            return this;
        }

        /// Default 0, a free one.
        public Builder port(int port) {
            server.port(port);
            return this;
        }

        /// How connections behave; heartbeat and subprotocols are each language's own.
        public Builder connections(WebSocketOptions options) {
            connections = options;
            return this;
        }

        /// Where SDKs connect; default `/connection/websocket`.
        public Builder sdkPath(String path) {
            sdkPath = path;
            return this;
        }

        /// How sessions of SDKs behave.
        public Builder sdk(CentrifugeOptions options) {
            sdk = options;
            return this;
        }

        /// Where bare clients connect, which namespaces must allow ([Namespace#raw]); default `/raw/{channel}`.
        public Builder rawPath(String pattern) {
            rawPath = pattern;
            return this;
        }

        /// Listens for text clients, `nc` and `telnet`, as well: in the clear, by names that nobody proves. They may
        /// use the channels that bare clients may.
        public Builder text(Address address, TextOptions options) {
            texts.add(new Text(address, options));
            return this;
        }

        public Builder options(HubOptions options) {
            this.options = options;
            return this;
        }

        public Builder syntax(Namespaces.Syntax syntax) {
            this.syntax = syntax;
            return this;
        }

        /// The rules of channels without a namespace. By default, everything is off.
        public Builder withoutNamespace(Namespace rules) {
            withoutNamespace = rules;
            return this;
        }

        public Builder namespace(Namespace namespace) {
            namespaces.add(namespace);
            return this;
        }

        /// Clients without a token may connect, as nobody in particular.
        public Builder anonymous() {
            anonymous = true;
            return this;
        }

        /// What proves who a client is, and what it may subscribe to.
        public Builder tokens(NamespaceRules.Tokens tokens) {
            this.tokens = tokens;
            return this;
        }

        /// Decides who may connect, before the rules.
        public Builder onConnecting(Callbacks.Connecting callback) {
            callbacks = callbacks.withConnecting(callback);
            return this;
        }

        /// Decides who may subscribe, before the rules.
        public Builder onSubscribing(Callbacks.Subscribing callback) {
            callbacks = callbacks.withSubscribing(callback);
            return this;
        }

        /// Decides who may publish, before the rules.
        public Builder onPublishing(Callbacks.Publishing callback) {
            callbacks = callbacks.withPublishing(callback);
            return this;
        }

        public Builder onSending(Callbacks.Sending callback) {
            callbacks = callbacks.withSending(callback);
            return this;
        }

        /// A method that clients may call.
        ///
        /// @throws IllegalArgumentException when there is one of that name
        public Builder method(String name, Callbacks.Method method) {
            callbacks = callbacks.withMethod(name, method);
            return this;
        }

        /// How many callbacks may run at the same time; more wait. Default 1,000.
        public Builder callbackLimit(int limit) {
            if (limit < 1) {
                throw new IllegalArgumentException("at least one callback must be able to run");
            }
            callbackLimit = limit;
            return this;
        }

        /// What carries and remembers publications; default: memory. Parley starts and closes it.
        public Builder engine(Engine engine) {
            this.engine = engine;
            return this;
        }

        /// Starts the engine, then listens. The loops keep the program running until [Parley#stop].
        ///
        /// @throws IOException when the engine can't start, or an address can't be listened on; the message says what
        ///     to do
        /// @throws IllegalArgumentException when two namespaces have one name
        public Parley start() throws IOException {
            Namespaces all = new Namespaces(syntax, withoutNamespace, namespaces);
            Residents residents = new Residents();
            Decisions decisions = new CallbackDecisions(
                    callbacks,
                    new NamespaceRules(all, anonymous, false, tokens),
                    residents,
                    new CallbackThreads(callbackLimit));
            Cluster cluster = new Cluster(engine, Clock.systemUTC());
            engine.start(cluster);
            Network network = null;
            try {
                network = server.startNetwork();
                List<NetLoop> loops = NetLoop.of(network);
                Hub hub = new Hub(options, all, cluster, decisions, Observer.NOBODY, loops, Clock.systemUTC());
                CentrifugeHandler centrifuge = new CentrifugeHandler(hub, loops, sdk);
                server.path(sdkPath, centrifuge, CentrifugeHandler.options(connections), centrifuge);
                RawHandler raw = new RawHandler(hub, loops, RawHandler.WHERE_THE_NAMESPACE_SAYS);
                server.path(rawPath, raw, connections, raw);
                List<Address> textAddresses = new ArrayList<>();
                for (Text text : texts) {
                    dev.parley.net.Listener listener = TextHandler.listen(
                            network, text.address, hub, loops, text.options, RawHandler.WHERE_THE_NAMESPACE_SAYS);
                    textAddresses.add(listener.address());
                }
                return new Parley(hub, loops, server.start(), engine, residents, List.copyOf(textAddresses));
            } catch (IOException | RuntimeException failed) {
                if (network != null) {
                    network.close();
                }
                engine.close();
                throw failed;
            }
        }
    }
}
