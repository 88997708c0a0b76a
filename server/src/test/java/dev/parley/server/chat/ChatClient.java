package dev.parley.server.chat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Somebody in the chat, over the JDK's WebSocket and the SDK's JSON protocol. JSON may be written with single quotes.
final class ChatClient implements AutoCloseable, WebSocket.Listener {

    private static final int WAIT_SECONDS = 20;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, BlockingQueue<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final StringBuilder partial = new StringBuilder();

    /// What was published, each `{"channel":…,"data":…}`.
    final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();

    /// What it was told when it had connected: the whole answer, or `{"closed":CODE}`.
    final JsonNode connected;

    private final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();

    private ChatClient(int port, @Nullable String token) throws Exception {
        socket = CLIENT.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/connection/websocket"), this)
                .get(WAIT_SECONDS, TimeUnit.SECONDS);
        ObjectNode connect = MAPPER.createObjectNode();
        if (token != null) {
            connect.put("token", token);
        }
        connected = ask("connect", connect);
    }

    /// A new guest of that name.
    static ChatClient named(int port, String name) throws Exception {
        Browser.Answer answer = new Browser().post(port, "/chat/session", "{'name':'" + name + "'}");
        return new ChatClient(port, answer.text("token"));
    }

    static ChatClient with(int port, @Nullable String token) throws Exception {
        return new ChatClient(port, token);
    }

    /// @return the answer's `result`, or the error as `{"error":{"code":…,"message":…}}`
    JsonNode rpc(String method, String params) throws Exception {
        ObjectNode rpc = MAPPER.createObjectNode();
        rpc.put("method", method);
        rpc.set("data", MAPPER.readTree(params.replace('\'', '"')));
        JsonNode answer = ask("rpc", rpc);
        return answer.has("error") ? answer : answer.path("rpc").path("data");
    }

    int refused(String method, String params) throws Exception {
        return rpc(method, params).path("error").path("code").asInt(0);
    }

    /// The code with which the server has ended the connection.
    int ended() throws InterruptedException {
        Integer code = closed.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (code == null) {
            throw new AssertionError("still connected");
        }
        return code;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket ws, int code, String reason) {
        closed.add(code);
        waiting.values()
                .forEach(answer -> answer.offer(MAPPER.createObjectNode().put("closed", code)));
        return null;
    }

    /// Says something without waiting for an answer.
    void tell(String what, JsonNode with) throws Exception {
        ObjectNode command = MAPPER.createObjectNode();
        command.put("id", ids.incrementAndGet());
        command.set(what, with);
        socket.sendText(command.toString(), true).get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    JsonNode ask(String what, JsonNode with) throws Exception {
        int id = ids.incrementAndGet();
        BlockingQueue<JsonNode> answer = new ArrayBlockingQueue<>(1);
        waiting.put(id, answer);
        ObjectNode command = MAPPER.createObjectNode();
        command.put("id", id);
        command.set(what, with);
        socket.sendText(command.toString(), true).get(WAIT_SECONDS, TimeUnit.SECONDS);
        JsonNode said = answer.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (said == null) {
            throw new AssertionError("no answer to " + command);
        }
        return said;
    }

    /// The next that was published with this type.
    JsonNode hears(String type) throws InterruptedException {
        List<String> others = new ArrayList<>();
        while (true) {
            JsonNode next = heard.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no " + type + ", but " + others);
            }
            if (next.path("data").path("type").asString("").equals(type)) {
                return next;
            }
            others.add(next.toString());
        }
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
        JsonNode said = MAPPER.readTree(line);
        if (said.has("id")) {
            waiting.remove(said.path("id").asInt()).add(said);
        } else if (said.path("push").has("pub")) {
            ObjectNode published = MAPPER.createObjectNode();
            published.set("channel", said.path("push").path("channel"));
            published.set("data", said.path("push").path("pub").path("data"));
            heard.add(published);
        } else if (said.isEmpty()) {
            socket.sendText("{}", true);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
