package dev.parley.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.Caller;
import dev.parley.server.Peer;
import dev.parley.server.Started;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The document says what the server does, and the server does what the document says.
class DescriptionTest {

    private static final Path DOCS = Path.of("../docs/api.md");

    private static Started server;
    private static Peer client;
    private static JsonNode document;
    private static Schemas requests;
    private static Schemas responses;

    @BeforeAll
    static void start() throws Exception {
        server = Started.with(
                "channel.without_namespace.history_size",
                "10",
                "channel.without_namespace.history_ttl",
                "1h",
                "channel.without_namespace.presence",
                "true",
                "channel.namespaces",
                "[{name: quiet}]");
        client = Peer.open(server.ws("/user?user=42"));
        server.awaitSessions("42", 1);
        document = server.api("").get("/api/openapi.json").json();
        requests = new Schemas(document, false);
        responses = new Schemas(document, true);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static JsonNode operation(String path) {
        return document.path("paths").path(path).path("post");
    }

    private static JsonNode requestSchema(String path) {
        return operation(path)
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema");
    }

    private static JsonNode responseSchema(String path) {
        return operation(path)
                .path("responses")
                .path("200")
                .path("content")
                .path("application/json")
                .path("schema");
    }

    @Test
    void everyMethodIsDescribedAndEveryDescribedPathIsAnswered() throws Exception {
        TreeSet<String> described = new TreeSet<>();
        for (String path : document.path("paths").propertyNames()) {
            assertThat(server.api()
                            .post(path, "{}".getBytes(StandardCharsets.UTF_8))
                            .status())
                    .as(path)
                    .isEqualTo(200);
            if (!path.equals("/api")) {
                described.add(path.substring("/api/".length()));
            }
        }
        assertThat(described).isEqualTo(Api.METHODS);
    }

    @Test
    void everyExampleRequestIsTakenAndAnsweredAsItsSchemaSays() throws Exception {
        int sent = 0;
        for (String path : document.path("paths").propertyNames()) {
            JsonNode content = operation(path).path("requestBody").path("content");
            for (JsonNode example : content.path("application/json").path("examples")) {
                JsonNode request = example.path("value");
                assertThat(requests.problems(requestSchema(path), request))
                        .as(path)
                        .isEmpty();
                Caller.Answer answer =
                        server.api().post(path, request.toString().getBytes(StandardCharsets.UTF_8));
                assertThat(answer.status()).as(path).isEqualTo(200);
                assertThat(responses.problems(responseSchema(path), answer.json()))
                        .as(path)
                        .isEmpty();
                int code = answer.code();
                assertThat(code).as(path + answer.body()).isEqualTo(path.equals("/api/rpc") ? 104 : 0);
                sent++;
            }
        }
        assertThat(sent).isGreaterThan(Api.METHODS.size());
    }

    @Test
    void everyExampleResponseIsAsItsSchemaSays() {
        for (String path : document.path("paths").propertyNames()) {
            JsonNode content = operation(path).path("responses").path("200").path("content");
            for (JsonNode example : content.path("application/json").path("examples")) {
                assertThat(responses.problems(responseSchema(path), example.path("value")))
                        .as(path)
                        .isEmpty();
            }
        }
        for (JsonNode response : document.path("components").path("responses")) {
            JsonNode content = response.path("content").path("application/json");
            assertThat(responses.problems(content.path("schema"), content.path("example")))
                    .isEmpty();
        }
    }

    @Test
    void theExamplesOfTheDocumentationAreTakenAndAnsweredAsWritten() throws Exception {
        Pattern call = Pattern.compile("^api (\\w+) '(.*)'\n(\\{.*})$", Pattern.MULTILINE);
        Matcher examples = call.matcher(Files.readString(DOCS));
        TreeSet<String> shown = new TreeSet<>();
        while (examples.find()) {
            String method = examples.group(1);
            String path = "/api/" + method;
            JsonNode request = json(examples.group(2).replace("'\\''", "'"));
            assertThat(requests.problems(requestSchema(path), request)).as(path).isEmpty();
            assertThat(responses.problems(responseSchema(path), json(examples.group(3))))
                    .as(path)
                    .isEmpty();
            Caller.Answer answer = server.api().post(path, request.toString().getBytes(StandardCharsets.UTF_8));
            assertThat(responses.problems(responseSchema(path), answer.json()))
                    .as(path)
                    .isEmpty();
            assertThat(answer.code()).as(path + answer.body()).isEqualTo(method.equals("rpc") ? 104 : 0);
            shown.add(method);
        }
        assertThat(shown).isEqualTo(Api.METHODS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "publish | {'channel':'a','data':{'b':[1,null]},'tags':{'t':'v'},'idempotency_key':'k','skip_history':false,'delta':true}",
                "publish | {'channel':'a','b64data':'AAE=','version':0,'version_epoch':''}",
                "publish | {'channel':'a','text':''}",
                "publish | {'channel':'a','text':'v','version':9223372036854775807,'version_epoch':'e'}",
                "publish | {'channel':'a','text':'v','version':1,'version_epoch':'e'}",
                "broadcast | {'channels':['a','quiet:a'],'text':'v','version':1}",
                "user_publish | {'user':'42','text':'v','version':1,'version_epoch':''}",
                "all_publish | {'text':'v','version':1}",
                "broadcast | {'channels':['a','nowhere:b'],'text':'x'}",
                "subscribe | {'user':'42','channel':'a','info':{},'data':1,'expire_at':4000000000,'override':{'presence':{'value':true},'force_recovery':{'value':false}},'recover_since':{'offset':0,'epoch':'x'}}",
                "subscribe | {'user':'43','channel':'a','override':{'presence':{}},'recover_since':{'offset':1}}",
                "disconnect | {'user':'43','disconnect':{}}",
                "history | {'channel':'a','since':{'epoch':'x'}}",
                "user_status | {'user':'42'}",
                "subscribe | {'user':'42','client':'c','channel':'a','b64info':'e30=','b64data':'MQ=='}",
                "unsubscribe | {'user':'42','channel':'a','client':'c'}",
                "disconnect | {'user':'42','client':'c','whitelist':['d'],'disconnect':{'code':4000,'reason':'x'}}",
                "refresh | {'user':'43','expired':true,'expire_at':0,'info':{'a':1}}",
                "presence | {'channel':'a'}",
                "presence | {'channel':'quiet:a'}",
                "presence_stats | {'channel':'a'}",
                "history | {'channel':'a','limit':-1}",
                "history | {'channel':'a','limit':3,'since':{'offset':100,'epoch':'x'},'reverse':false}",
                "history | {'channel':'quiet:a'}",
                "history_remove | {'channel':'never'}",
                "channels | {}",
                "channels | {'pattern':'a*'}",
                "info | {}",
                "batch | {'commands':[{'info':{}},{'publish':{'channel':'a','data':1}},{'history':{'channel':'quiet:a'}}],'parallel':true}",
                "rpc | {'method':'inbox.list','params':{'limit':1},'user':'42'}",
                "rpc | {'method':'none'}",
                "user_publish | {'user':'42','data':1}",
                "user_publish | {'user':'42','data':1,'keep':true,'idempotency_key':'k','tags':{}}",
                "user_publish | {'users':['42','43'],'text':'x','keep':true}",
                "all_publish | {'b64data':'AA==','skip_history':true}",
                "connections | {}",
                "connections | {'user':'42','limit':1000}",
                "user_status | {'users':['42','nobody']}",
                "block_user | {'user':'77'}",
                "unblock_user | {'user':'never'}",
                "revoke_token | {'uid':'x'}",
                "invalidate_user_tokens | {'user':'77','issued_before':5,'expire_at':4000000000}"
            })
    void aGoodRequestIsGoodForSchemaAndServer(String method, String singleQuoted) throws Exception {
        String path = "/api/" + method;
        JsonNode request = json(singleQuoted.replace('\'', '"'));
        assertThat(requests.problems(requestSchema(path), request)).isEmpty();
        Caller.Answer answer = server.api().call(method, singleQuoted);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(responses.problems(responseSchema(path), answer.json())).isEmpty();
        assertThat(answer.code()).as(answer.body()).isIn(0, 104, 108, 112);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "publish | {}",
                "publish | {'channel':'','data':1}",
                "publish | {'channel':'a','data':1,'text':'x'}",
                "publish | {'channel':'a','data':1,'version':-1}",
                "publish | {'channel':'a','data':1,'version':9223372036854775808}",
                "publish | {'channel':'a','data':1,'version':1,'version_epoch':'12345678901234567890123456789012345678901234567890123456789012345'}",
                "all_publish | {'data':1,'version':'1'}",
                "broadcast | {'data':1}",
                "broadcast | {'channels':[''],'data':1}",
                "broadcast | {'channels':[],'data':1}",
                "subscribe | {'user':'42'}",
                "subscribe | {'channel':'a'}",
                "subscribe | {'user':'42','channel':'a','override':{'presence':true}}",
                "unsubscribe | {'user':'42','channel':7}",
                "disconnect | {'user':'42','disconnect':{'code':100}}",
                "disconnect | {'user':''}",
                "refresh | {'user':'42','expire_at':-1}",
                "presence | {}",
                "presence_stats | {'channel':null}",
                "history | {'channel':'a','limit':-2}",
                "history | {'channel':'a','limit':1.5}",
                "history_remove | {'channel':['a']}",
                "channels | {'pattern':1}",
                "info | {'what':1}",
                "batch | {'commands':[{}]}",
                "batch | {'commands':[{'nothing':{}}]}",
                "batch | {'commands':[{'info':{},'channels':{}}]}",
                "batch | {'commands':[]}",
                "rpc | {}",
                "user_publish | {'data':1}",
                "user_publish | {'user':'1','users':['2'],'data':1}",
                "user_publish | {'users':[],'data':1}",
                "all_publish | {}",
                "all_publish | {'data':1,'channel':'a'}",
                "connections | {'limit':0}",
                "connections | {'limit':1001}",
                "user_status | {'users':[]}",
                "block_user | {}",
                "unblock_user | {'user':1}",
                "revoke_token | {'uid':''}",
                "invalidate_user_tokens | {'user':'1','issued_before':'x'}"
            })
    void aBadRequestIsBadForSchemaAndServer(String method, String singleQuoted) throws Exception {
        String path = "/api/" + method;
        JsonNode request = json(singleQuoted.replace('\'', '"'));
        assertThat(requests.problems(requestSchema(path), request)).isNotEmpty();
        Caller.Answer answer = server.api().call(method, singleQuoted);
        assertThat(answer.refusal()).startsWith("200 107 bad request: ");
        assertThat(responses.problems(responseSchema(path), answer.json())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "publish",
        "broadcast",
        "subscribe",
        "unsubscribe",
        "disconnect",
        "refresh",
        "presence",
        "presence_stats",
        "history",
        "history_remove",
        "channels",
        "info",
        "batch",
        "rpc",
        "user_publish",
        "all_publish",
        "connections",
        "user_status",
        "block_user",
        "unblock_user",
        "revoke_token",
        "invalidate_user_tokens"
    })
    void noMethodTakesAParameterThatIsNotDescribedOrRefusesOneThatIs(String method) throws Exception {
        String path = "/api/" + method;
        JsonNode schema = requestSchema(path);
        JsonNode resolved = document.at(schema.path("$ref").asString().substring(1));
        assertThat(resolved.path("additionalProperties").booleanValue()).isFalse();
        for (Map.Entry<String, JsonNode> property : resolved.path("properties").properties()) {
            Caller.Answer answer = server.api().call(method, "{'" + property.getKey() + "':null}");
            assertThat(answer.message()).as(property.getKey()).doesNotContain("there is no parameter");
        }
        Caller.Answer unknown = server.api().call(method, "{'no_such_thing':1}");
        assertThat(unknown.refusal()).startsWith("200 107 bad request: there is no parameter `no_such_thing`");
    }

    @Test
    void theParametersOfTheServerAreThoseOfTheDocument() {
        for (String method : Api.METHODS) {
            JsonNode schema = document.at(
                    requestSchema("/api/" + method).path("$ref").asString().substring(1));
            TreeSet<String> described = new TreeSet<>(schema.path("properties").propertyNames());
            assertThat(taken(method)).as(method).isEqualTo(described);
        }
    }

    /// The names among all that there are which a method takes.
    private static TreeSet<String> taken(String method) {
        TreeSet<String> names = new TreeSet<>();
        for (JsonNode schema : document.path("components").path("schemas")) {
            names.addAll(schema.path("properties").propertyNames());
        }
        TreeSet<String> taken = new TreeSet<>();
        for (String name : names) {
            try {
                String message =
                        server.api().call(method, "{'" + name + "':null}").message();
                if (!message.contains("there is no parameter")) {
                    taken.add(name);
                }
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        }
        return taken;
    }

    @Test
    void theDescriptionsTakeNoKeyAndOnlyGet() throws Exception {
        Caller anybody = server.api("");
        assertThat(anybody.get("/api/openapi.json").headers().firstValue("Content-Type"))
                .hasValue("application/json");
        assertThat(anybody.get("/api/docs").body())
                .contains("user_publish", "<code>idempotency_key</code>")
                .doesNotContain("<script");
        assertThat(anybody.post("/api/docs", new byte[0]).status()).isEqualTo(405);
    }
}
