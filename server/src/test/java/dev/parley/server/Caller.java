package dev.parley.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A backend that calls the API over HTTP. JSON may be written with single quotes, to be read.
public final class Caller {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /// What came back.
    public record Answer(int status, String body, HttpHeaders headers) {

        public JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        public JsonNode result() {
            JsonNode result = json().path("result");
            if (status != 200 || !result.isObject()) {
                throw new AssertionError("no result: " + status + " " + body);
            }
            return result;
        }

        /// Of the error, 0 for none.
        public int code() {
            return json().path("error").path("code").asInt(0);
        }

        public String message() {
            return json().path("error").path("message").asString("");
        }

        /// Status, code and message, to be compared at once.
        public String refusal() {
            return status + " " + code() + " " + message();
        }
    }

    private final int port;
    private final String key;

    /// @param key what is sent as X-API-Key; empty for none
    public Caller(int port, String key) {
        this.port = port;
        this.key = key;
    }

    public Answer call(String method, String json, String... headers) throws IOException, InterruptedException {
        return post("/api/" + method, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), headers);
    }

    public Answer post(String path, byte[] body, String... headers) throws IOException, InterruptedException {
        return send("POST", path, BodyPublishers.ofByteArray(body), headers);
    }

    /// The same without a word about how long the body is.
    public Answer postInChunks(String path, byte[] body) throws IOException, InterruptedException {
        return send("POST", path, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
    }

    public Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, BodyPublishers.noBody());
    }

    public Answer send(String method, String path, HttpRequest.BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body);
        List<String> given = List.of(headers);
        if (!given.contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        if (!key.isEmpty()) {
            request.header("X-API-Key", key);
        }
        for (int i = 0; i < headers.length; i += 2) {
            if (!headers[i + 1].isEmpty()) {
                request.header(headers[i], headers[i + 1]);
            }
        }
        HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), response.headers());
    }
}
