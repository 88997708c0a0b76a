package dev.parley.server.verbose;

import dev.parley.websocket.UpgradeRequest;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/// Tells of each open, message and close, then lets the handler behind it have its turn.
///
/// ```
/// #17 open    127.0.0.1:51234 /raw/news
/// #17 text    5 bytes "hello" to 3
/// #17 binary  4 bytes 01020304 to 3
/// #17 close   1000 "bye"
/// ```
public final class Narrator implements WebSocketHandler {

    private final WebSocketHandler told;
    private final ToIntFunction<WebSocket> audience;
    private final Consumer<String> lines;

    /// @param audience how many hear what a connection says
    /// @param lines takes each line; called on loops, must not block for long
    public Narrator(WebSocketHandler told, ToIntFunction<WebSocket> audience, Consumer<String> lines) {
        this.told = told;
        this.audience = audience;
        this.lines = lines;
    }

    @Override
    public WebSocketHandler handlerFor(UpgradeRequest request) {
        return new Narrator(told.handlerFor(request), audience, lines);
    }

    @Override
    public void onSlow(WebSocket ws) {
        told.onSlow(ws);
    }

    @Override
    public void onOpen(WebSocket ws) {
        say(ws, "open    " + ws.request().peer() + " " + path(ws));
        told.onOpen(ws);
    }

    @Override
    public void onText(WebSocket ws, ByteBuffer utf8) {
        say(ws, "text    " + utf8.remaining() + " bytes " + Excerpt.text(utf8) + " to " + audience.applyAsInt(ws));
        told.onText(ws, utf8);
    }

    @Override
    public void onBinary(WebSocket ws, ByteBuffer data) {
        say(ws, "binary  " + data.remaining() + " bytes " + Excerpt.binary(data) + " to " + audience.applyAsInt(ws));
        told.onBinary(ws, data);
    }

    @Override
    public void onWritable(WebSocket ws, boolean writable) {
        told.onWritable(ws, writable);
    }

    @Override
    public void onPong(WebSocket ws, ByteBuffer data) {
        told.onPong(ws, data);
    }

    @Override
    public void onClose(WebSocket ws, int code, String reason) {
        say(ws, "close   " + code + " " + Excerpt.text(ByteBuffer.wrap(reason.getBytes(StandardCharsets.UTF_8))));
        told.onClose(ws, code, reason);
    }

    @Override
    public void onError(WebSocket ws, Throwable error) {
        say(ws, "error   " + Excerpt.text(ByteBuffer.wrap(error.toString().getBytes(StandardCharsets.UTF_8))));
        told.onError(ws, error);
    }

    /// Without the query: it may hold what is nobody else's business.
    private static String path(WebSocket ws) {
        String target = ws.request().target();
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private void say(WebSocket ws, String what) {
        lines.accept("#" + ws.id() + " " + what);
    }
}
