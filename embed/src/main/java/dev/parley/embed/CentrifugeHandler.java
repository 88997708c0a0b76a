package dev.parley.embed;

import dev.parley.dialects.centrifuge.CentrifugeOptions;
import dev.parley.dialects.centrifuge.CentrifugeSession;
import dev.parley.dialects.centrifuge.Wire;
import dev.parley.hub.Hub;
import dev.parley.hub.Loop;
import dev.parley.websocket.Admission;
import dev.parley.websocket.UpgradeRequest;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Serves the SDKs of the Centrifuge ecosystem on a path such as `/connection/websocket`: to be given to a server as
/// handler and as admission, with [#options].
public final class CentrifugeHandler implements WebSocketHandler, Admission {

    private static final String JSON_SUBPROTOCOL = "centrifuge-json";

    private final Hub hub;
    private final List<? extends Loop> loops;
    private final CentrifugeOptions options;
    private final CarriedHeaders carried;

    /// @param loops those of the server's network, as the hub has them
    public CentrifugeHandler(Hub hub, List<? extends Loop> loops, CentrifugeOptions options) {
        this(hub, loops, options, CarriedHeaders.NONE);
    }

    /// @param carried headers that the backend is to see
    public CentrifugeHandler(Hub hub, List<? extends Loop> loops, CentrifugeOptions options, CarriedHeaders carried) {
        this.carried = carried;
        this.hub = hub;
        this.loops = List.copyOf(loops);
        this.options = options;
    }

    /// The protocol has subprotocols, and pings of its own, so that those of WebSocket are off.
    public static WebSocketOptions options(WebSocketOptions connections) {
        return connections
                .withSubprotocols(Wire.PROTOBUF_SUBPROTOCOL, JSON_SUBPROTOCOL)
                .withHeartbeat(Duration.ZERO, Duration.ZERO);
    }

    @Override
    public void decide(UpgradeRequest request, Decision decision) {
        decision.accept();
    }

    @Override
    public WebSocketHandler handlerFor(UpgradeRequest request) {
        return new Client();
    }

    /// One connection; on its loop only.
    private final class Client implements WebSocketHandler {
        private @Nullable CentrifugeSession session;

        @Override
        public void onOpen(WebSocket ws) {
            Wire wire = Wire.PROTOBUF_SUBPROTOCOL.equals(ws.subprotocol()) ? Wire.PROTOBUF : Wire.JSON;
            session = new CentrifugeSession(
                    hub,
                    new WebSocketLink(ws, loops),
                    wire,
                    options,
                    UUID.randomUUID().toString(),
                    carried.of(ws.request().headers()));
        }

        private CentrifugeSession session() {
            CentrifugeSession open = session;
            if (open == null) {
                throw new IllegalStateException("not open yet");
            }
            return open;
        }

        @Override
        public void onText(WebSocket ws, ByteBuffer utf8) {
            session().onMessage(utf8);
        }

        @Override
        public void onBinary(WebSocket ws, ByteBuffer data) {
            session().onMessage(data);
        }

        @Override
        public void onWritable(WebSocket ws, boolean writable) {
            if (writable) {
                session().onWritable();
            }
        }

        @Override
        public void onSlow(WebSocket ws) {
            session().slow();
        }

        @Override
        public void onClose(WebSocket ws, int code, String reason) {
            CentrifugeSession open = session;
            if (open != null) {
                open.onClosed();
            }
        }
    }
}
