package dev.parley.cli;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A guest in the chat of a server, who understands just enough of the SDK's protocol.
final class Visitor implements AutoCloseable, WebSocket.Listener {

    private static final int SECONDS = 20;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final WebSocket socket;
    private final StringBuilder partial = new StringBuilder();
    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private int id;

    /// What was pushed, as it came.
    final List<String> heard = new CopyOnWriteArrayList<>();

    Visitor(int port, String name) throws Exception {
        String answer = CLIENT.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/chat/session"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"" + name + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher token = Pattern.compile("\"token\":\"([^\"]+)\"").matcher(answer);
        if (!token.find()) {
            throw new AssertionError("no token in " + answer);
        }
        socket = CLIENT.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/connection/websocket"), this)
                .get(SECONDS, TimeUnit.SECONDS);
        ask("\"connect\":{\"token\":\"" + token.group(1) + "\"}");
    }

    private String ask(String command) throws Exception {
        socket.sendText("{\"id\":" + ++id + "," + command + "}", true).get(SECONDS, TimeUnit.SECONDS);
        String answer = answers.poll(SECONDS, TimeUnit.SECONDS);
        if (answer == null || answer.contains("\"error\"")) {
            throw new AssertionError(command + " was answered " + answer);
        }
        return answer;
    }

    /// @param params with single quotes
    String rpc(String method, String params) throws Exception {
        return ask("\"rpc\":{\"method\":\"chat." + method + "\",\"data\":" + params.replace('\'', '"') + "}");
    }

    void says(String room, String text) throws Exception {
        rpc("send", "{'room':'" + room + "','id':'" + ++id + "','text':'" + text + "'}");
    }

    void hears(String part) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (heard.stream().noneMatch(each -> each.contains(part))) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no " + part + " in " + heard);
            }
            synchronized (heard) {
                heard.wait(100);
            }
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket ws, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            for (String line : partial.toString().split("\n", -1)) {
                if (line.equals("{}")) {
                    ws.sendText("{}", true);
                } else if (line.contains("\"push\"")) {
                    heard.add(line);
                    synchronized (heard) {
                        heard.notifyAll();
                    }
                } else if (!line.isBlank()) {
                    answers.add(line);
                }
            }
            partial.setLength(0);
        }
        ws.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
