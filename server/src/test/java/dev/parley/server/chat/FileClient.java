package dev.parley.server.chat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends files and reads them, as somebody with a token does.
final class FileClient {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /// What came back.
    record Answer(int status, byte[] body, java.net.http.HttpHeaders headers) {

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        String field(String name) {
            return headers.firstValue(name).orElse("");
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /// Status and error at once.
        String refusal() {
            return status + " " + json().path("error").asString("");
        }
    }

    private final int port;
    private final String token;

    /// @param token empty for none
    FileClient(int port, String token) {
        this.port = port;
        this.token = token;
    }

    Answer upload(String room, String name, byte[] bytes, String... headers) throws Exception {
        return upload(room, name, "", BodyPublishers.ofByteArray(bytes), headers);
    }

    /// @param more parameters, each with its `&`
    Answer upload(String room, String name, String more, BodyPublisher body, String... headers) throws Exception {
        String path = "/chat/files?room=" + URLEncoder.encode(room, StandardCharsets.UTF_8) + "&name="
                + URLEncoder.encode(name, StandardCharsets.UTF_8) + more;
        return ask("POST", path, body, headers);
    }

    /// A file that is taken.
    JsonNode taken(String room, String name, byte[] bytes) throws Exception {
        Answer answer = upload(room, name, bytes);
        if (answer.status() != 200) {
            throw new AssertionError(answer.status() + " " + answer.text());
        }
        return answer.json();
    }

    Answer get(String path, String... headers) throws Exception {
        return ask("GET", path, BodyPublishers.noBody(), headers);
    }

    Answer get(JsonNode file, String... headers) throws Exception {
        return get("/chat/files/" + file.path("id").asString() + "/any", headers);
    }

    Answer thumbnail(JsonNode file) throws Exception {
        return get("/chat/files/" + file.path("id").asString() + "/thumbnail");
    }

    Answer ask(String method, String path, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body);
        if (!token.isEmpty() && method.equals("POST")) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        HttpResponse<byte[]> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.body(), response.headers());
    }
}
