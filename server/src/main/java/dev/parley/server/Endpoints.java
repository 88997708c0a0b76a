package dev.parley.server;

import dev.parley.net.http.HttpResponse;
import dev.parley.server.chat.ChatHandler;
import dev.parley.server.config.BasePath;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.config.WsRoot;
import dev.parley.server.echo.EchoHandler;
import dev.parley.server.raw.ChannelNames;
import dev.parley.server.raw.RawHandler;
import dev.parley.server.verbose.Narrator;
import dev.parley.websocket.Admission;
import dev.parley.websocket.Group;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketOptions;
import dev.parley.websocket.WebSocketServer;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/// Which WebSockets are served at which path.
final class Endpoints implements AutoCloseable {

    private static final ToIntFunction<WebSocket> ONE = _ -> 1;

    private final ServerConfig config;
    private final Consumer<String> verbose;
    private final Registry<Group> channels;
    private final ChatHandler chat;

    Endpoints(ServerConfig config, Consumer<String> verbose) {
        this.config = config;
        this.verbose = verbose;
        channels = new Registry<>(config.raw().channelLimit(), Group::new);
        chat = new ChatHandler(config.chat(), InstantSource.system(), System::nanoTime);
    }

    void addTo(WebSocketServer.Builder server) {
        BasePath base = config.site().basePath();
        if (config.echo().enabled()) {
            server.path(base.at("/echo"), told(new EchoHandler(), ONE), echoOptions(), Admission.EVERYBODY);
        }
        if (config.raw().enabled()) {
            RawHandler raw = new RawHandler(channels, ws -> ws.request().parameter("channel"));
            server.path(base.at("/raw/{channel}"), told(raw, raw::audience), config.websocket(), this::admitToChannel);
            Admission nameless = refusing(400, "Name a channel: /raw/CHANNEL\n");
            server.path(base.at("/raw"), told(raw, ONE), config.websocket(), nameless);
            server.path(base.at("/raw/"), told(raw, ONE), config.websocket(), nameless);
        }
        if (config.chat().enabled()) {
            long messageSize = Math.max(config.websocket().messageSizeLimit(), chat.messageSize());
            WebSocketOptions options = config.websocket().withMessageSizeLimit(messageSize);
            server.path(base.at("/chat/{room}"), told(chat, chat::audience), options, chat);
        }
        addRootTo(server);
    }

    /// Who answers at `/` and at paths that nobody else claims.
    private void addRootTo(WebSocketServer.Builder server) {
        switch (config.site().wsRoot()) {
            case WsRoot.Echo _ -> addRootTo(server, new EchoHandler(), ONE, echoOptions(), Admission.EVERYBODY);
            case WsRoot.Raw(String channel) -> {
                RawHandler raw = new RawHandler(channels, _ -> channel);
                addRootTo(server, raw, raw::audience, config.websocket(), Admission.EVERYBODY);
            }
            case WsRoot.Nobody _ ->
                addRootTo(
                        server,
                        new EchoHandler(),
                        ONE,
                        config.websocket(),
                        refusing(
                                404,
                                "No WebSockets are served at this path. The server's owner can have them answered there: "
                                        + "server.ws_root (--ws-root echo|raw:CHANNEL).\n"));
        }
    }

    private void addRootTo(
            WebSocketServer.Builder server,
            WebSocketHandler handler,
            ToIntFunction<WebSocket> audience,
            WebSocketOptions options,
            Admission admission) {
        BasePath base = config.site().basePath();
        if (!base.prefix().isEmpty()) {
            server.path(base.prefix(), told(handler, audience), options, admission);
        }
        server.path(base.at("/{rest*}"), told(handler, audience), options, admission);
    }

    private void admitToChannel(dev.parley.websocket.UpgradeRequest request, Admission.Decision decision) {
        String channel = request.parameter("channel");
        String problem = new ChannelNames(config.raw().maxChannelLength()).problem(channel);
        if (problem != null) {
            decision.refuse(HttpResponse.text(400, problem + "\n"));
        } else if (channels.refuses(channel)) {
            decision.refuse(
                    HttpResponse.text(503, "Too many channels are in use; try again later, or join one that exists.\n")
                            .with("Retry-After", "60"));
        } else {
            decision.accept();
        }
    }

    private static Admission refusing(int status, String sentence) {
        return (_, decision) -> decision.refuse(HttpResponse.text(status, sentence));
    }

    /// Whether there are WebSockets, and nothing else, at a path below the base path.
    boolean speaksWebSocket(String path) {
        return (config.echo().enabled() && path.equals("/echo"))
                || (config.raw().enabled() && path.startsWith("/raw/"))
                || (config.chat().enabled() && path.startsWith("/chat/") && path.length() > "/chat/".length());
    }

    private WebSocketOptions echoOptions() {
        return config.websocket().withMessageSizeLimit(config.echo().messageSizeLimit());
    }

    private WebSocketHandler told(WebSocketHandler handler, ToIntFunction<WebSocket> audience) {
        return config.site().verbose() ? new Narrator(handler, audience, verbose) : handler;
    }

    @Override
    public void close() {
        chat.close();
    }
}
