package dev.parley.embed;

import dev.parley.dialects.Conversation;
import dev.parley.hub.Link;
import dev.parley.hub.Loop;
import dev.parley.websocket.UpgradeRequest;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// WebSockets that speak a dialect: for each of them a link and a [Conversation], on its loop.
public final class DialectHandler implements WebSocketHandler {

    /// Which dialect a connection speaks.
    @FunctionalInterface
    public interface Language {

        /// @param ws that has opened: its request, and the subprotocol that was agreed on, say how it speaks
        /// @param link the same as the hub's link
        Conversation begin(WebSocket ws, Link link);
    }

    private final List<? extends Loop> loops;
    private final Language language;

    /// @param loops those of the server's network, as the hub has them
    public DialectHandler(List<? extends Loop> loops, Language language) {
        this.loops = List.copyOf(loops);
        this.language = language;
    }

    @Override
    public WebSocketHandler handlerFor(UpgradeRequest request) {
        return new Speaker();
    }

    /// One connection; on its loop only.
    private final class Speaker implements WebSocketHandler {
        private @Nullable Conversation conversation;

        private Conversation conversation() {
            Conversation begun = conversation;
            if (begun == null) {
                throw new IllegalStateException("not open yet");
            }
            return begun;
        }

        @Override
        public void onOpen(WebSocket ws) {
            Conversation begun = language.begin(ws, new WebSocketLink(ws, loops));
            conversation = begun;
            begun.open();
        }

        @Override
        public void onText(WebSocket ws, ByteBuffer utf8) {
            conversation().onText(utf8);
        }

        @Override
        public void onBinary(WebSocket ws, ByteBuffer data) {
            conversation().onBinary(data);
        }

        @Override
        public void onWritable(WebSocket ws, boolean writable) {
            if (writable) {
                conversation().onWritable();
            }
        }

        @Override
        public void onSlow(WebSocket ws) {
            conversation().onSlow();
        }

        @Override
        public void onClose(WebSocket ws, int code, String reason) {
            Conversation begun = conversation;
            if (begun != null) {
                begun.onClosed();
            }
        }
    }
}
