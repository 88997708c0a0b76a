package dev.parley.dialects.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Payload;
import dev.parley.hub.Publication;
import dev.parley.hub.UserId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Whatever stands in data, tags, names and client info: what is pushed is one line of JSON with exactly that in it.
class InjectionTest {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String[] NASTY = {
        "\"",
        "\\",
        "\",\"x\":\"",
        "}}",
        "\n",
        "\r",
        "\t",
        "\u0000",
        "\u001f",
        "\u007f",
        "\u2028",
        "\u2029",
        "é",
        "漢",
        "😀",
        "</script>",
        "{}",
        "[",
        "'",
        "\\u0022",
        "a"
    };

    private static String nasty(Random random, boolean name) {
        StringBuilder text = new StringBuilder("n");
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(NASTY[random.nextInt(NASTY.length)]);
        }
        return name ? text.toString().replaceAll("\\p{Cntrl}", "") : text.toString();
    }

    @Test
    void whatGoesInComesOut() {
        Random random = new Random(3);
        for (int round = 0; round < 5_000; round++) {
            String channel = nasty(random, true);
            String data = nasty(random, false);
            String user = nasty(random, false);
            Map<String, String> tags = new LinkedHashMap<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                tags.put(nasty(random, false), nasty(random, false));
            }
            ClientInfo info = new ClientInfo(new UserId(user), "c", Payload.json("{\"a\": [1]}"), Payload.text(data));
            Publication publication = new Publication(7, 0, Payload.text(data), info, tags, false);
            boolean deltas = random.nextBoolean();
            ByteOutput out = new ByteOutput(16);
            new JsonReplies().pushPublication(out, new ChannelName(channel), publication, deltas, null);

            String line = new String(out.toByteArray(), StandardCharsets.UTF_8);
            assertThat(line.lines()).hasSize(1);
            Map<String, String> told = flat(line);
            Map<String, String> expected = new LinkedHashMap<>();
            expected.put("/push/channel", channel);
            expected.put(
                    "/push/pub/data",
                    deltas ? new String(Json.bytes(Payload.text(data)), StandardCharsets.UTF_8) : data);
            expected.put("/push/pub/info/user", user);
            expected.put("/push/pub/info/client", "c");
            expected.put("/push/pub/info/conn_info/a", "1");
            expected.put("/push/pub/info/chan_info", data);
            expected.put("/push/pub/offset", "7");
            tags.forEach((key, value) -> expected.put("/push/pub/tags/" + key, value));
            assertThat(told).isEqualTo(expected);
        }
    }

    /// All values by where they stand.
    private static Map<String, String> flat(String json) {
        Map<String, String> values = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            java.util.ArrayDeque<String> path = new java.util.ArrayDeque<>();
            String name = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case PROPERTY_NAME -> name = parser.currentName();
                    case START_OBJECT -> {
                        path.addLast(name);
                        name = "";
                    }
                    case END_OBJECT -> path.removeLast();
                    case START_ARRAY, END_ARRAY -> {}
                    default -> values.put(String.join("/", path) + "/" + name, parser.getString());
                }
            }
        }
        return values;
    }
}
