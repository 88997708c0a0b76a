package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Every hostile text of `hostile.txt`, wherever somebody can put a text of their own. Nothing of it runs, nothing is loaded
/// for it, nothing breaks the page's policy ([Chromium] notices), and what can be seen of it is the text.
@Tag("browser")
class XssTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> HOSTILE = hostile();

    /// Whatever on the page could run or load something, or does look like it: null when there is nothing.
    private static final String DANGEROUS = """
            () => {
              const found = [];
              for (const one of document.querySelectorAll('body *')) {
                for (const { name, value } of one.attributes) {
                  if (name.startsWith('on') || name === 'style' && value.includes('url(') || name === 'srcdoc'
                      || /^\\s*(javascript|data|vbscript):/i.test(value) && ['href', 'src', 'action'].includes(name))
                    found.push(one.tagName + ' ' + name + '=' + value);
                }
                if (/^(IFRAME|OBJECT|EMBED|APPLET|BASE|META|LINK|STYLE|MATH|FRAMESET|MARQUEE|PLAINTEXT|XMP)$/i.test(one.tagName))
                  found.push(one.tagName);
                if (one.tagName === 'SCRIPT' && !one.src.startsWith(location.origin + '/assets/')) found.push('SCRIPT');
                if (one.tagName === 'A' && one.hasAttribute('href') && !/^https?:$/.test(one.protocol)) found.push(one.href);
              }
              return found.join('\\n');
            }
            """;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private static Server server;

    private static List<String> hostile() {
        try (InputStream in = XssTest.class.getResourceAsStream("/hostile.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        server = Server.with("chat.rate", "1000", "chat.burst", "10000", "client.message_rate", "0");
        assertThat(HOSTILE).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Person person(String name, String room) {
        return Person.entering(chromium.page(), server.at("/"), name, room);
    }

    private static void isHarmless(Page page) {
        assertThat(page.evaluate(DANGEROUS)).as("what could do something").isEqualTo("");
        assertThat(page.evaluate("window.hacked")).isNull();
        assertThat(page.evaluate("({}).hacked")).isNull();
    }

    private static ObjectNode object(String... namesAndTexts) {
        ObjectNode object = JSON.createObjectNode();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            object.put(namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return object;
    }

    @Test
    void inMessages() throws Exception {
        Person ann = person("Ann Messages", "messages");
        try (Speaker eve = Speaker.in(server, "messages", "Eve Messages")) {
            List<String> part = new ArrayList<>();
            for (String text : HOSTILE) {
                eve.says("messages", text);
                part.add(text);
                if (part.size() == 30 || part.size() == HOSTILE.size() % 30 && text.equals(HOSTILE.getLast())) {
                    assertThat(ann.said().last()).hasText(text);
                    List<String> shown = ann.said().allTextContents();
                    assertThat(shown.subList(shown.size() - part.size(), shown.size()))
                            .isEqualTo(part);
                    isHarmless(ann.page());
                    part.clear();
                }
            }
        }
        Person bob = person("Bob Messages", "messages"); // who reads them later
        assertThat(bob.said().last()).hasText(HOSTILE.getLast());
        isHarmless(bob.page());
    }

    @Test
    void inQuotesEditsAndWhatIsWrittenByOneself() throws Exception {
        Person ann = person("Ann Quotes", "quotes");
        try (Speaker eve = Speaker.in(server, "quotes", "Eve Quotes")) {
            for (String text : HOSTILE) {
                String id = eve.asks(
                                "chat.send", object("room", "quotes", "id", "q" + text.hashCode(), "text", "before"))
                        .at("/rpc/data/id")
                        .asString();
                eve.asks("chat.edit", object("message", id, "text", text));
                eve.asks(
                        "chat.send", object("room", "quotes", "id", "r" + text.hashCode(), "text", "so?", "reply", id));
            }
            eve.says("quotes", "the end");
        }
        assertThat(ann.said().last()).hasText("the end");
        isHarmless(ann.page());
        for (String text : HOSTILE.subList(0, 15)) {
            ann.says(text);
            assertThat(ann.said().last()).hasText(text);
        }
        isHarmless(ann.page());
    }

    @Test
    void inNames() throws Exception {
        Person ann = person("Ann Names", "names");
        int taken = 0;
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String name : HOSTILE) {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(URI.create(server.at("/chat/session")))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(
                                        object("name", name).toString()))
                                .build(),
                        BodyHandlers.ofString());
                JsonNode who = JSON.readTree(answer.body());
                if (answer.statusCode() != 200 || taken == 20) {
                    continue; // too long, or somebody's already; and twenty are enough for one room
                }
                taken++;
                try (Speaker eve = Speaker.as(server, "names", who.path("token").asString())) {
                    eve.says("names", "I am " + taken);
                    assertThat(ann.said().last()).hasText("I am " + taken);
                }
                assertThat(ann.at("#messages .author").last())
                        .hasText(who.path("name").asString());
                isHarmless(ann.page());
            }
        }
        assertThat(taken).as("names that are allowed").isGreaterThan(5);
    }

    @Test
    void inRoomsNamesAndTopics() throws Exception {
        Person ann = person("Ann Rooms", "lobby");
        int made = 0;
        for (int from = 0; from < HOSTILE.size(); from += 20) { // as many as one person may make
            try (Speaker eve = Speaker.in(server, "lobby", "Eve Rooms " + from)) {
                for (String text : HOSTILE.subList(from, Math.min(from + 20, HOSTILE.size()))) {
                    ObjectNode room = object("id", "x" + made, "kind", "public", "name", text, "topic", text);
                    if (!eve.asks("chat.create", room).has("error")) {
                        made++;
                    }
                }
            }
        }
        assertThat(made).isGreaterThan(60);
        ann.at("#browse").click();
        assertThat(ann.at("#browse-list li").nth(20)).isVisible();
        isHarmless(ann.page());
        ann.page().keyboard().press("Escape");
        for (String id : List.of("x0", "x7", "x19")) {
            ann.goesTo(id);
            assertThat(ann.at("#room-title")).hasText(ann.at("#room-topic").textContent());
            isHarmless(ann.page());
        }
    }

    @Test
    void inReactions() throws Exception {
        Person ann = person("Ann Reactions", "reactions");
        try (Speaker eve = Speaker.in(server, "reactions", "Eve Reactions")) {
            for (String text : HOSTILE) {
                String id = eve.asks(
                                "chat.send", object("room", "reactions", "id", "x" + text.hashCode(), "text", "like?"))
                        .at("/rpc/data/id")
                        .asString();
                for (String reaction : List.of(text, ":" + text + ":")) {
                    ObjectNode react = object("message", id, "reaction", reaction);
                    react.put("on", true);
                    eve.asks("chat.react", react);
                }
            }
            eve.says("reactions", "the end");
        }
        assertThat(ann.said().last()).hasText("the end");
        isHarmless(ann.page());
    }

    @Test
    void inNamesOfFiles() throws Exception {
        Person ann = person("Ann Files", "files");
        byte[] text = "<script>hacked=1</script>".getBytes(StandardCharsets.UTF_8);
        int sent = 0;
        try (HttpClient http = HttpClient.newHttpClient()) {
            JsonNode who = JSON.readTree(http.send(
                            HttpRequest.newBuilder(URI.create(server.at("/chat/session")))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString("{\"name\":\"Eve Files\"}"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body());
            String token = who.path("token").asString();
            try (Speaker eve = Speaker.as(server, "files", token)) {
                for (String name : HOSTILE.subList(0, 40)) {
                    HttpResponse<String> answer = http.send(
                            HttpRequest.newBuilder(URI.create(server.at("/chat/files?room=files&name="
                                            + URLEncoder.encode(name + ".html", StandardCharsets.UTF_8))))
                                    .header("Authorization", "Bearer " + token)
                                    .POST(BodyPublishers.ofByteArray(text))
                                    .build(),
                            BodyHandlers.ofString());
                    if (answer.statusCode() != 200) {
                        continue;
                    }
                    JsonNode file = JSON.readTree(answer.body());
                    ObjectNode message = object("room", "files", "id", "f" + sent++, "text", "a file");
                    message.putArray("files").add(file.path("id").asString());
                    assertThat(eve.asks("chat.send", message).has("error")).isFalse();
                    HttpResponse<String> served = http.send(
                            HttpRequest.newBuilder(URI.create(server.at(
                                            "/chat/files/" + file.path("id").asString() + "/x.html")))
                                    .build(),
                            BodyHandlers.ofString());
                    assertThat(served.headers().firstValue("content-type").orElse(""))
                            .doesNotContain("html", "xml", "script");
                }
                eve.says("files", "the end");
            }
        }
        assertThat(sent).isGreaterThan(5);
        assertThat(ann.said().last()).hasText("the end");
        isHarmless(ann.page());
    }
}
