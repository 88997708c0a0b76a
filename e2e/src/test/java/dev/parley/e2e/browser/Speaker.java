package dev.parley.e2e.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A guest who talks faster than anybody types, over a connection of their own in the SDK's protocol.
final class Speaker implements AutoCloseable, WebSocket.Listener {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int WAIT_SECONDS = 60;

    /// Messages that may be without an answer at once.
    private static final int AHEAD = 64;

    private final WebSocket socket;
    private final StringBuilder partial = new StringBuilder();
    private final Map<Integer, JsonNode> refused = new ConcurrentHashMap<>();
    private final Semaphore free = new Semaphore(AHEAD);
    private volatile JsonNode last = JSON.createObjectNode();
    private int ids;

    private Speaker(Server server, String token) throws Exception {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(server.ws("/connection/websocket")), this)
                .get(WAIT_SECONDS, TimeUnit.SECONDS);
        ObjectNode connect = JSON.createObjectNode();
        connect.put("token", token);
        command("connect", connect);
        waitForAnswers();
    }

    /// In the room, which is made when it isn't there.
    static Speaker in(Server server, String room, String name) throws Exception {
        ObjectNode body = JSON.createObjectNode();
        body.put("name", name);
        HttpRequest session = HttpRequest.newBuilder(URI.create(server.at("/chat/session")))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            JsonNode answer =
                    JSON.readTree(http.send(session, BodyHandlers.ofString()).body());
            return as(server, room, answer.path("token").asString());
        }
    }

    /// The same for somebody who has a token already.
    static Speaker as(Server server, String room, String token) throws Exception {
        Speaker speaker = new Speaker(server, token);
        ObjectNode enter = JSON.createObjectNode();
        enter.put("room", room);
        speaker.call("chat.enter", enter);
        speaker.waitForAnswers();
        return speaker;
    }

    /// Says `number FROM` up to, but not including, `number TO`, many at once, so that the room has them in another order.
    /// Waits until the server has them all.
    void counts(String room, int from, int to) throws InterruptedException {
        for (int i = from; i < to; i++) {
            send(room, "number " + i);
        }
        waitForAnswers();
    }

    void says(String room, String text) throws InterruptedException {
        send(room, text);
        waitForAnswers();
    }

    /// Asks for something that may be refused.
    ///
    /// @return the answer, with `error`, or with what was asked for in `rpc.data`
    JsonNode asks(String method, ObjectNode data) throws InterruptedException {
        call(method, data);
        assertThat(free.tryAcquire(AHEAD, WAIT_SECONDS, TimeUnit.SECONDS))
                .as("the server answers")
                .isTrue();
        free.release(AHEAD);
        refused.remove(ids);
        return last;
    }

    private void send(String room, String text) throws InterruptedException {
        ObjectNode message = JSON.createObjectNode();
        message.put("room", room);
        message.put("id", "fast-" + ids);
        message.put("text", text);
        call("chat.send", message);
    }

    private void call(String method, ObjectNode data) throws InterruptedException {
        ObjectNode rpc = JSON.createObjectNode();
        rpc.put("method", method);
        rpc.set("data", data);
        command("rpc", rpc);
    }

    private void command(String what, ObjectNode with) throws InterruptedException {
        assertThat(free.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS))
                .as("the server answers")
                .isTrue();
        ObjectNode command = JSON.createObjectNode();
        command.put("id", ++ids);
        command.set(what, with);
        socket.sendText(command.toString(), true).join();
    }

    private void waitForAnswers() throws InterruptedException {
        assertThat(free.tryAcquire(AHEAD, WAIT_SECONDS, TimeUnit.SECONDS))
                .as("the server answers all")
                .isTrue();
        free.release(AHEAD);
        assertThat(refused).isEmpty();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket ws, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String all = partial.toString();
            partial.setLength(0);
            all.lines().forEach(this::read);
        }
        ws.request(1);
        return null;
    }

    private void read(String line) {
        if (line.equals("{}")) {
            socket.sendText("{}", true); // a ping
        } else if (line.startsWith("{\"id\"")) {
            JsonNode answer = JSON.readTree(line);
            if (answer.has("error")) {
                refused.put(answer.path("id").asInt(), answer.path("error"));
            }
            last = answer;
            free.release();
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
