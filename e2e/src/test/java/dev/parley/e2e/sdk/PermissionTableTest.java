package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Who may do what on which channels: one table, from one server.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PermissionTableTest {

    private static final List<String> FEATURES = List.of("presence: true", "history_size: 10", "history_ttl: 1m");

    /// All have presence and a history, except `bare`.
    private static final String NAMESPACES = "channel:\n"
            + "  without_namespace:\n"
            + lines("    ", FEATURES)
            + "  namespaces:\n"
            + namespace("closed")
            + namespace(
                    "client", "subscribe_for_client", "publish_for_client", "presence_for_client", "history_for_client")
            + namespace(
                    "subscriber",
                    "subscribe_for_client",
                    "publish_for_subscriber",
                    "presence_for_subscriber",
                    "history_for_subscriber")
            + namespace(
                    "anybody",
                    "subscribe_for_client",
                    "subscribe_for_anonymous",
                    "publish_for_client",
                    "publish_for_anonymous",
                    "presence_for_client",
                    "presence_for_anonymous",
                    "history_for_client",
                    "history_for_anonymous")
            + namespace(
                    "guests",
                    "subscribe_for_client",
                    "subscribe_for_anonymous",
                    "publish_for_subscriber",
                    "publish_for_anonymous",
                    "presence_for_subscriber",
                    "presence_for_anonymous",
                    "history_for_subscriber",
                    "history_for_anonymous")
            + namespace(
                    "lonely",
                    "subscribe_for_anonymous",
                    "publish_for_anonymous",
                    "presence_for_anonymous",
                    "history_for_anonymous")
            + namespace(
                    "some",
                    "user_limited_channels",
                    "publish_for_subscriber",
                    "presence_for_subscriber",
                    "history_for_subscriber")
            + namespace(
                    "digits", "subscribe_for_client", "publish_for_client", "presence_for_client", "history_for_client")
            + "      channel_regex: ^[0-9]+$\n"
            + "    - name: bare\n"
            + allowing("subscribe_for_client", "publish_for_client", "presence_for_client", "history_for_client");

    private static String namespace(String name, String... allows) {
        return "    - name: " + name + "\n" + lines("      ", FEATURES) + allowing(allows);
    }

    private static String allowing(String... allows) {
        return lines(
                "      ",
                Stream.of(allows).map(one -> "allow_" + one + ": true").toList());
    }

    private static String lines(String indent, List<String> lines) {
        return lines.stream().map(line -> indent + line + "\n").collect(Collectors.joining());
    }

    private Backend backend;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        backend = Backend.with(folder, "allow_anonymous_connect_without_token: true", NAMESPACES);
    }

    @AfterAll
    void stop() {
        backend.close();
    }

    /// Commands of one client, one after the other.
    private static final class Asking implements AutoCloseable {

        private final BareSdkClient client;
        private int ids = 1;

        Asking(BareSdkClient client) {
            this.client = client;
        }

        /// What is answered: `ok`, or the error's code.
        String asks(String command, ObjectNode parameters) throws InterruptedException {
            int id = ++ids;
            client.says(Json.object().put("id", id).set(command, parameters).toString());
            JsonNode line = client.hears();
            while (line.path("id").asInt() != id) { // pushes and pings
                line = client.hears();
            }
            return line.has("error") ? line.at("/error/code").asString() : "ok";
        }

        /// Publishing, presence, history.
        String all(String channel) throws InterruptedException {
            List<String> codes = new ArrayList<>();
            codes.add(asks("publish", on(channel).set("data", Json.numbered(1))));
            codes.add(asks("presence", on(channel)));
            codes.add(asks("history", on(channel).put("limit", 1)));
            return String.join(" ", codes);
        }

        static ObjectNode on(String channel) {
            return Json.object().put("channel", channel);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /// @param who a user's id, or `nobody`; with `+` it has a token for the channel
    /// @param outside what publishing, presence and history are answered before the subscription
    /// @param inside the same after it
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            # channel      | who    | outside     | subscribe | inside
              open         | nobody | 103 103 103 | 103       | 103 103 103
              open         | 42     | 103 103 103 | 103       | 103 103 103
              open         | 42+    | 103 103 103 | ok        | 103 103 103
              closed:a     | nobody | 103 103 103 | 103       | 103 103 103
              closed:a     | 42     | 103 103 103 | 103       | 103 103 103
              closed:a     | 42+    | 103 103 103 | ok        | 103 103 103
              client:a     | nobody | 103 103 103 | 103       | 103 103 103
              client:a     | 42     | ok ok ok    | ok        | ok ok ok
              client:a     | 43     | ok ok ok    | ok        | ok ok ok
              client:a     | 42+    | ok ok ok    | ok        | ok ok ok
              subscriber:a | nobody | 103 103 103 | 103       | 103 103 103
              subscriber:a | nobody+| 103 103 103 | ok        | 103 103 103
              subscriber:a | 42     | 103 103 103 | ok        | ok ok ok
              subscriber:a | 42+    | 103 103 103 | ok        | ok ok ok
              anybody:a    | nobody | ok ok ok    | ok        | ok ok ok
              anybody:a    | 42     | ok ok ok    | ok        | ok ok ok
              guests:a     | nobody | 103 103 103 | ok        | ok ok ok
              guests:a     | 42     | 103 103 103 | ok        | ok ok ok
              lonely:a     | nobody | 103 103 103 | 103       | 103 103 103
              lonely:a     | 42     | 103 103 103 | 103       | 103 103 103
              some:a#42    | nobody | 103 103 103 | 103       | 103 103 103
              some:a#42    | 42     | 103 103 103 | ok        | ok ok ok
              some:a#42    | 43     | 103 103 103 | 103       | 103 103 103
              some:a#42    | 4      | 103 103 103 | 103       | 103 103 103
              some:a#42,43 | 42     | 103 103 103 | ok        | ok ok ok
              some:a#42,43 | 43     | 103 103 103 | ok        | ok ok ok
              some:a#42,43 | 2,4    | 103 103 103 | 103       | 103 103 103
              some:a#42,43 | nobody | 103 103 103 | 103       | 103 103 103
              some:a#      | nobody | 103 103 103 | 103       | 103 103 103
              some:42#43   | 42     | 103 103 103 | 103       | 103 103 103
              some:a       | 42     | 103 103 103 | 103       | 103 103 103
              client:a#43  | 42     | ok ok ok    | ok        | ok ok ok
              some:a#42    | 43+    | 103 103 103 | ok        | ok ok ok
              $client:a    | nobody | 103 103 103 | 103       | 103 103 103
              $client:a    | 42     | ok ok ok    | 103       | ok ok ok
              $client:a    | 42+    | ok ok ok    | ok        | ok ok ok
              $subscriber:a| 42     | 103 103 103 | 103       | 103 103 103
              $subscriber:a| 42+    | 103 103 103 | ok        | ok ok ok
              $anybody:a   | nobody | ok ok ok    | 103       | ok ok ok
              $anybody:a   | nobody+| ok ok ok    | ok        | ok ok ok
              $some:a#42   | 42     | 103 103 103 | 103       | 103 103 103
              $secret      | 42+    | 103 103 103 | ok        | 103 103 103
              digits:17    | 42     | ok ok ok    | ok        | ok ok ok
              digits:17    | nobody | 103 103 103 | 103       | 103 103 103
              digits:a17   | 42     | 107 103 103 | 107       | 107 103 103
              digits:17a   | 42+    | 107 103 103 | 107       | 107 103 103
              digits:17a   | nobody | 107 103 103 | 107       | 107 103 103
              digits:      | 42     | 107 103 103 | 107       | 107 103 103
              bare:a       | 42     | ok 108 108  | ok        | ok 108 108
              bare:a       | nobody | 103 108 108 | 103       | 103 108 108
              nowhere:a    | 42     | 102 102 102 | 102       | 102 102 102
              nowhere:a    | 42+    | 102 102 102 | 102       | 102 102 102
              $nowhere:a   | 42+    | 102 102 102 | 102       | 102 102 102
              user:#42     | 43     | 103 108 103 | 103       | 103 108 103
              user:#42     | 43+    | 103 108 103 | ok        | 103 108 103
              user:#42     | nobody | 103 108 103 | 103       | 103 108 103
              @all         | nobody | 103 108 103 | 105       | 103 108 103
            """)
    void eachMayDoWhatTheTableSays(String channel, String who, String outside, String subscribe, String inside)
            throws Exception {
        boolean proves = who.endsWith("+");
        String name = proves ? who.substring(0, who.length() - 1) : who;
        String user = name.equals("nobody") ? "" : name;
        String token = user.isEmpty() ? "" : Backend.token(user);
        try (Asking client = new Asking(BareSdkClient.connected(backend.url(), token))) {
            assertThat(client.all(channel)).as("outside").isEqualTo(outside);
            ObjectNode request = Asking.on(channel);
            if (proves) {
                request.put("token", Backend.subscriptionToken(user, channel));
            }
            assertThat(client.asks("subscribe", request)).as("subscribe").isEqualTo(subscribe);
            assertThat(client.all(channel)).as("inside").isEqualTo(inside);
        }
    }
}
