package dev.parley.e2e.sdk;

import dev.parley.e2e.Node;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The npm package `centrifuge` in a process of Node.js, driven through `sdk.mjs`.
public final class JsSdk implements Sdk {

    private static final long SECONDS = 60;

    /// Which of its two clients.
    public enum Form {
        JSON,
        PROTOBUF
    }

    private final Form form;
    private final Process process;
    private final BufferedWriter writer;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final Map<String, Client> clients = new ConcurrentHashMap<>();

    private JsSdk(Form form, Process process) {
        this.form = form;
        this.process = process;
        writer = process.outputWriter();
    }

    static JsSdk start(Form form) throws IOException, InterruptedException {
        return start(form, Map.of());
    }

    /// @param environment more variables for Node.js
    public static JsSdk start(Form form, Map<String, String> environment) throws IOException, InterruptedException {
        JsSdk sdk = new JsSdk(form, Node.start(environment, "sdk.mjs"));
        Thread.ofVirtual().name("sdk.mjs").start(sdk::read);
        return sdk;
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode said = Json.parse(line);
                if (said.path("event").asString("").equals("token")) {
                    Client client = clients.get(said.path("client").asString());
                    Thread.ofVirtual().start(() -> client.answer(said));
                } else if (said.has("event")) {
                    Client client = clients.get(said.path("client").asString());
                    client.heard.add(
                            said.path("event").asString(), said.path("channel").asString(""), said);
                } else {
                    answer(waiting.remove(said.path("id").asLong()), said);
                }
            }
        } catch (IOException ended) {
            // It was closed, or died: whoever waits is told below.
        }
        waiting.values().forEach(future -> future.completeExceptionally(new IOException("sdk.mjs has ended")));
    }

    private static void answer(CompletableFuture<JsonNode> future, JsonNode said) {
        if (said.has("error")) {
            JsonNode error = said.path("error");
            future.completeExceptionally(new SdkError(
                    error.path("code").asInt(), error.path("message").asString()));
        } else {
            future.complete(said.path("result"));
        }
    }

    private JsonNode call(ObjectNode request) {
        long id = ids.incrementAndGet();
        CompletableFuture<JsonNode> future = new CompletableFuture<>();
        waiting.put(id, future);
        try {
            synchronized (writer) {
                writer.write(request.put("id", id).toString());
                writer.newLine();
                writer.flush();
            }
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (IOException broken) {
            throw new UncheckedIOException("sdk.mjs has ended", broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        } catch (TimeoutException late) {
            throw new AssertionError("sdk.mjs does not answer " + request, late);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof SdkError error) {
                throw error;
            }
            throw new AssertionError(failed.getCause());
        }
    }

    @Override
    public Client client(String url) {
        return client(url, Proof.NONE);
    }

    @Override
    public Client client(String url, Proof proof) {
        Client client = new Client("client" + ids.incrementAndGet());
        clients.put(client.name, client);
        client.proofs.put("", proof);
        ObjectNode open = client.request("open").put("url", url).put("protobuf", form == Form.PROTOBUF);
        call(proved(open, proof));
        return client;
    }

    private static ObjectNode proved(ObjectNode options, Proof proof) {
        if (proof.token() != null) {
            options.put("token", proof.token());
        }
        return options.put("asks", proof.more() != null);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /// One `Centrifuge` object.
    final class Client implements SdkClient {

        private final String name;
        private final Heard heard = new Heard();

        /// By channel, empty for the connection's.
        private final Map<String, Proof> proofs = new ConcurrentHashMap<>();

        private Client(String name) {
            this.name = name;
        }

        /// The SDK asks for a token.
        private void answer(JsonNode asked) {
            ObjectNode answer = request("token").put("ask", asked.path("ask").asInt());
            try {
                answer.put("token", proofs.get(asked.path("channel").asString()).another());
            } catch (Proof.Refused refused) {
                answer.put("refused", true);
            } catch (Proof.NotNow later) {
                // neither one nor the other
            }
            call(answer);
        }

        private ObjectNode request(String what) {
            return Json.object().put("client", name).put("do", what);
        }

        private ObjectNode request(String what, String channel) {
            return request(what).put("channel", channel);
        }

        @Override
        public Heard heard() {
            return heard;
        }

        @Override
        public void connect() {
            call(request("connect"));
        }

        @Override
        public void disconnect() {
            call(request("disconnect"));
        }

        @Override
        public void subscribe(String channel, Proof proof, Want... wants) {
            proofs.put(channel, proof);
            ObjectNode options = proved(Json.object(), proof);
            for (Want want : wants) {
                options.put(want == Want.JOIN_LEAVE ? "joinLeave" : want.name().toLowerCase(Locale.ROOT), true);
            }
            subscribe(channel, options);
        }

        /// @param options as the SDK's own
        void subscribe(String channel, ObjectNode options) {
            call(request("subscribe", channel).set("options", options));
        }

        @Override
        public void unsubscribe(String channel) {
            call(request("unsubscribe", channel));
        }

        @Override
        public void publish(String channel, JsonNode data) {
            call(request("publish", channel).set("data", data));
        }

        /// Publishes `count` times without waiting in between, numbered from 1.
        ///
        /// @param noise bytes in each that can't be compressed
        void publishMany(String channel, int noise, int count) {
            call(request("publishMany", channel).put("count", count).put("noise", noise));
        }

        /// @param calls each with `do` and what that takes
        JsonNode batch(ObjectNode... calls) {
            ObjectNode request = request("batch");
            for (ObjectNode one : calls) {
                request.withArray("calls").add(one);
            }
            return call(request);
        }

        /// WebSocket messages that it has sent.
        int sentFrames() {
            return call(request("sentFrames")).asInt();
        }

        /// What the SDK counts of a subscription with deltas.
        JsonNode deltaStats(String channel) {
            return call(request("deltaStats", channel));
        }

        @Override
        public JsonNode history(String channel, History history) {
            ObjectNode request =
                    request("history", channel).put("limit", history.limit()).put("reverse", history.reverse());
            if (history.since() != null) {
                request.putObject("since")
                        .put("offset", history.since().offset())
                        .put("epoch", history.since().epoch());
            }
            return call(request);
        }

        @Override
        public JsonNode presence(String channel) {
            return call(request("presence", channel));
        }

        @Override
        public JsonNode presenceStats(String channel) {
            return call(request("presenceStats", channel));
        }

        @Override
        public JsonNode rpc(String method, JsonNode data) {
            return call(request("rpc").put("method", method).set("data", data));
        }

        @Override
        public void send(JsonNode data) {
            call(request("send").set("data", data));
        }
    }
}
