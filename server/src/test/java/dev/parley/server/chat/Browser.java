package dev.parley.server.chat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks the chat who one is, and keeps its cookie as a browser does. JSON may be written with single quotes.
final class Browser {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    record Answer(int status, JsonNode json, String cookie, HttpResponse<String> whole) {

        String text(String field) {
            return json.path(field).asString("");
        }
    }

    /// Of the cookie; empty for none.
    String kept = "";

    Answer post(int port, String path, String json, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(json.replace('\'', '"')));
        List<String> all = new ArrayList<>(List.of(headers));
        if (!all.contains("Content-Type")) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        if (!kept.isEmpty()) {
            all.addAll(List.of("Cookie", "other=1; parley_chat=" + kept));
        }
        for (int i = 0; i < all.size(); i += 2) {
            request.header(all.get(i), all.get(i + 1));
        }
        HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        String cookie = response.headers().firstValue("Set-Cookie").orElse("");
        if (!cookie.isEmpty()) {
            kept = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        }
        String body = response.body();
        return new Answer(
                response.statusCode(),
                JsonMapper.shared().readTree(body.startsWith("{") ? body : "{}"),
                cookie,
                response);
    }
}
