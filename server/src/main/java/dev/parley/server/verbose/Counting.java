package dev.parley.server.verbose;

import dev.parley.websocket.UpgradeRequest;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Function;

/// Counts the open connections by what they have in common, beside what their handler does.
///
/// @param counts by key; those of nobody are removed
public record Counting(WebSocketHandler handler, Function<WebSocket, String> key, Map<String, Integer> counts)
        implements WebSocketHandler {

    @Override
    public WebSocketHandler handlerFor(UpgradeRequest request) {
        return new Counting(handler.handlerFor(request), key, counts);
    }

    @Override
    public void onOpen(WebSocket ws) {
        counts.merge(key.apply(ws), 1, Integer::sum);
        handler.onOpen(ws);
    }

    @Override
    public void onText(WebSocket ws, ByteBuffer utf8) {
        handler.onText(ws, utf8);
    }

    @Override
    public void onBinary(WebSocket ws, ByteBuffer data) {
        handler.onBinary(ws, data);
    }

    @Override
    public void onWritable(WebSocket ws, boolean writable) {
        handler.onWritable(ws, writable);
    }

    @Override
    public void onSlow(WebSocket ws) {
        handler.onSlow(ws);
    }

    @Override
    public void onClose(WebSocket ws, int code, String reason) {
        counts.computeIfPresent(key.apply(ws), (_, before) -> before == 1 ? null : before - 1);
        handler.onClose(ws, code, reason);
    }

    @Override
    public void onError(WebSocket ws, Throwable error) {
        handler.onError(ws, error);
    }
}
