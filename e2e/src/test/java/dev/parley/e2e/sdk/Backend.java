package dev.parley.e2e.sdk;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The backend of a site, and its Parley: it signs tokens and calls the API, and shares no code with ours. Any thread.
final class Backend implements AutoCloseable {

    private static final String KEY = "the key of the backend";
    private static final String SECRET = "the secret that tokens are signed with";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Served server;

    private Backend(Served server) {
        this.server = server;
    }

    /// @param client lines of YAML for the section `client`
    /// @param more other sections
    static Backend with(Path folder, String client, String more) throws IOException, InterruptedException {
        return new Backend(Served.configured(folder, """
                http_api:
                  key: %s
                client:
                  token:
                    hmac_secret_key: %s
                    clock_skew: 0s
                """.formatted(KEY, SECRET) + client.indent(2) + more));
    }

    Served server() {
        return server;
    }

    /// Of the SDKs.
    String url() {
        return server.url();
    }

    /// Of bare users.
    ///
    /// @param query from `?` on
    String userUrl(String query) {
        return "ws://127.0.0.1:" + server.port() + "/user" + query;
    }

    // ---- tokens

    static long now() {
        return System.currentTimeMillis() / 1000;
    }

    /// One that is good for ever.
    static String token(String user) {
        return signed(claims(user));
    }

    /// @param life how long it is good from now; negative for one that was
    static String token(String user, Duration life) {
        return signed(claims(user).put("exp", now() + life.toSeconds()));
    }

    static String subscriptionToken(String user, String channel) {
        return signed(claims(user).put("channel", channel));
    }

    static String subscriptionToken(String user, String channel, Duration life) {
        return signed(claims(user).put("channel", channel).put("exp", now() + life.toSeconds()));
    }

    /// What every token says.
    static ObjectNode claims(String user) {
        return Json.object().put("sub", user).put("iat", now());
    }

    static String signed(JsonNode claims) {
        return signed(claims, SECRET);
    }

    static String signed(JsonNode claims, String secret) {
        String body = part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + part(claims.toString().getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return body + "." + part(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    // ---- calls

    /// Calls a method of the API.
    ///
    /// @return its result
    /// @throws SdkError what it answers instead
    JsonNode call(String method, JsonNode params) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/" + method))
                        .header("X-API-Key", KEY)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(params.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        JsonNode body = Json.parse(response.body());
        if (response.statusCode() != 200 || !body.has("result")) {
            throw new SdkError(
                    body.at("/error/code").asInt(), body.at("/error/message").asString());
        }
        return body.path("result");
    }

    /// Waits until so many sessions are connected.
    void awaitSessions(int number) {
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        call("info", Json.object()).at("/nodes/0/num_clients").asInt(-1) == number);
    }

    /// Waits until so many sessions of the user hear what is said to it, and to all.
    void awaitListeners(String user, int number) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            JsonNode channels = call("channels", Json.object()).path("channels");
            return channels.path("user:#" + user).path("num_clients").asInt() == number
                    && channels.path("@all").path("num_clients").asInt() >= number;
        });
    }

    /// Says `{"n": n}` to a user.
    JsonNode pushes(String user, long n) throws IOException, InterruptedException {
        return call("user_publish", Json.object().put("user", user).set("data", Json.numbered(n)));
    }

    void pushes(String user, long from, long to) throws IOException, InterruptedException {
        for (long n = from; n <= to; n++) {
            pushes(user, n);
        }
    }

    /// The same, kept until it is acknowledged.
    JsonNode keeps(String user, long n) throws IOException, InterruptedException {
        return call(
                "user_publish",
                Json.object().put("user", user).put("keep", true).set("data", Json.numbered(n)));
    }

    void keeps(String user, long from, long to) throws IOException, InterruptedException {
        for (long n = from; n <= to; n++) {
            keeps(user, n);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
