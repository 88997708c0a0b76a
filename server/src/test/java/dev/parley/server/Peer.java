package dev.parley.server;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The JDK's own WebSocket client, which knows nothing of ours; it puts what it hears into a queue.
public final class Peer implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final WebSocket ws;
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

    /// Text messages as they are, binary ones as `hex:…`, the close as `close CODE REASON`.
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private Peer(String uri) {
        ws = CLIENT.newWebSocketBuilder().buildAsync(URI.create(uri), this).join();
    }

    public static Peer open(String uri) {
        return new Peer(uri);
    }

    public Peer say(String message) {
        ws.sendText(message, true).join();
        return this;
    }

    public Peer say(byte[] message) {
        ws.sendBinary(ByteBuffer.wrap(message), true).join();
        return this;
    }

    /// The next thing heard.
    public String hears() throws InterruptedException {
        String next = heard.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("heard nothing for 10 s");
        }
        return next;
    }

    public boolean heardNothingMore() {
        return heard.isEmpty();
    }

    public void leave() {
        ws.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            heard.add(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        binary.writeBytes(bytes);
        if (last) {
            heard.add("hex:" + HexFormat.of().formatHex(binary.toByteArray()));
            binary.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        heard.add("close " + code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        heard.add("error " + error);
    }

    @Override
    public void close() {
        ws.abort();
    }
}
