package dev.parley.server;

import dev.parley.embed.CentrifugeHandler;
import dev.parley.embed.RawHandler;
import dev.parley.embed.UserHandler;
import dev.parley.hub.ChannelName;
import dev.parley.net.http.HttpResponse;
import dev.parley.server.config.BasePath;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.config.WsRoot;
import dev.parley.server.drain.Readiness;
import dev.parley.server.echo.EchoHandler;
import dev.parley.server.verbose.Counting;
import dev.parley.server.verbose.Narrator;
import dev.parley.websocket.Admission;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketOptions;
import dev.parley.websocket.WebSocketServer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// Which WebSockets are served at which path.
final class Endpoints {

    private static final ToIntFunction<WebSocket> ONE = _ -> 1;

    /// Where bare WebSockets are users.
    private static final String USER = "/user";

    private final ServerConfig config;
    private final Consumer<String> verbose;
    private final Messaging messaging;
    private final Readiness readiness;
    private final boolean anybody;

    /// Bare clients by channel, for `raw.channel_limit` and the narrator's lines.
    private final Map<String, Integer> bareClients = new ConcurrentHashMap<>();

    /// @param anybody whether bare clients are whom they say to be: for development
    Endpoints(ServerConfig config, Messaging messaging, boolean anybody, Consumer<String> verbose) {
        this.anybody = anybody;
        this.config = config;
        this.verbose = verbose;
        this.messaging = messaging;
        readiness = messaging.readiness();
    }

    void addTo(WebSocketServer.Builder server) {
        BasePath base = config.site().basePath();
        if (config.echo().enabled()) {
            server.path(
                    base.at("/echo"),
                    told(new EchoHandler(), ONE),
                    echoOptions(),
                    readiness.whileOpen(Admission.EVERYBODY));
        }
        if (config.raw().enabled()) {
            RawHandler raw = messaging.raw();
            WebSocketHandler told = toldRaw(raw, ws -> ws.request().parameter("channel"));
            server.path(base.at("/raw/{channel}"), told, config.websocket(), readiness.whileOpen(limited(raw)));
            Admission nameless = refusing(400, "Name a channel: /raw/CHANNEL\n");
            server.path(base.at("/raw"), raw, config.websocket(), nameless);
            server.path(base.at("/raw/"), raw, config.websocket(), nameless);
        }
        UserHandler user = messaging.user(config.messaging().users(), anybody);
        Admission welcome = messaging.admission(user, anybody);
        server.path(
                base.at(USER), told(user, ONE), UserHandler.options(config.websocket()), readiness.whileOpen(welcome));
        CentrifugeHandler sdk = messaging.sdk();
        for (BasePath path : config.messaging().sdkPaths()) {
            server.path(
                    base.at(path.prefix()),
                    told(sdk, ONE),
                    CentrifugeHandler.options(config.websocket()),
                    readiness.whileOpen(sdk));
        }
        addRootTo(server);
    }

    /// Who answers at `/` and at paths that nobody else claims.
    private void addRootTo(WebSocketServer.Builder server) {
        switch (config.site().wsRoot()) {
            case WsRoot.Echo _ ->
                addRootTo(
                        server, told(new EchoHandler(), ONE), echoOptions(), readiness.whileOpen(Admission.EVERYBODY));
            case WsRoot.Raw(String channel) -> {
                RawHandler raw = messaging.raw(new ChannelName(channel));
                addRootTo(server, toldRaw(raw, _ -> channel), config.websocket(), readiness.whileOpen(raw));
            }
            case WsRoot.Nobody _ ->
                addRootTo(
                        server,
                        new EchoHandler(),
                        config.websocket(),
                        refusing(
                                404,
                                "No WebSockets are served at this path. The server's owner can have them answered there: "
                                        + "server.ws_root (--ws-root echo|raw:CHANNEL).\n"));
        }
    }

    private void addRootTo(
            WebSocketServer.Builder server, WebSocketHandler handler, WebSocketOptions options, Admission admission) {
        BasePath base = config.site().basePath();
        if (!base.prefix().isEmpty()) {
            server.path(base.prefix(), handler, options, admission);
        }
        server.path(base.at("/{rest*}"), handler, options, admission);
    }

    /// Lets nobody begin another channel when enough of them are in use.
    private Admission limited(Admission admission) {
        return (request, decision) -> {
            if (bareClients.size() >= config.raw().channelLimit()
                    && !bareClients.containsKey(request.parameter("channel"))) {
                decision.refuse(HttpResponse.text(503, "Too many channels are in use (raw.channel_limit)\n")
                        .with("Retry-After", "5"));
            } else {
                admission.decide(request, decision);
            }
        };
    }

    private static Admission refusing(int status, String sentence) {
        return (_, decision) -> decision.refuse(HttpResponse.text(status, sentence));
    }

    /// Whether there are WebSockets, and nothing else, at a path below the base path.
    boolean speaksWebSocket(String path) {
        return (config.echo().enabled() && path.equals("/echo"))
                || path.equals(USER)
                || config.messaging().sdkPaths().stream().anyMatch(sdk -> path.equals(sdk.prefix()))
                || (config.raw().enabled() && path.startsWith("/raw/"));
    }

    private WebSocketOptions echoOptions() {
        return config.websocket().withMessageSizeLimit(config.echo().messageSizeLimit());
    }

    private WebSocketHandler told(WebSocketHandler handler, ToIntFunction<WebSocket> audience) {
        return config.site().verbose() ? new Narrator(handler, audience, verbose) : handler;
    }

    /// The same for bare clients, who are counted by channel.
    private WebSocketHandler toldRaw(RawHandler raw, Function<WebSocket, String> channelOf) {
        WebSocketHandler counted = new Counting(raw, channelOf, bareClients);
        return told(counted, ws -> bareClients.getOrDefault(channelOf.apply(ws), 0));
    }
}
