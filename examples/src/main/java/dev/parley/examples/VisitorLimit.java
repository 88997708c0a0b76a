package dev.parley.examples;

import dev.parley.websocket.CloseCode;
import dev.parley.websocket.Origins;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketServer;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/// Lets in so many visitors and no more; who comes too late is told so.
///
/// The refusal is a close with 1013 (*try again later*) and a reason, not an HTTP 503 before the upgrade: browsers hide
/// the status and body of a failed handshake from the page, which would see 1006 and nothing to show. Where the clients
/// are programs, an `Admission` that answers 503 is cheaper.
public final class VisitorLimit implements WebSocketHandler {

    private static final WebSocket.Key<Boolean> ADMITTED = WebSocket.Key.of("admitted");

    private final Semaphore places;

    private VisitorLimit(int most) {
        places = new Semaphore(most);
    }

    static void main(String[] args) throws IOException {
        int most = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        WebSocketServer server = start(args.length > 0 ? Integer.parseInt(args[0]) : 8080, most);
        IO.println("At most " + most + " visitors at ws://localhost:" + server.port() + "/");
    }

    static WebSocketServer start(int port, int most) throws IOException {
        return WebSocketServer.builder()
                .port(port)
                .origins(Origins.ANY)
                .path("/", new VisitorLimit(most))
                .start();
    }

    @Override
    public void onOpen(WebSocket ws) {
        if (places.tryAcquire()) {
            ws.set(ADMITTED, true);
            ws.send("Welcome. Free places left: " + places.availablePermits());
        } else {
            ws.close(CloseCode.TRY_AGAIN_LATER, "All places are taken. Please try again in a minute.");
        }
    }

    @Override
    public void onClose(WebSocket ws, int code, String reason) {
        if (ws.get(ADMITTED) != null) {
            places.release();
        }
    }
}
