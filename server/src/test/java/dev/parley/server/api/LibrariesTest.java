package dev.parley.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.Caller;
import dev.parley.server.Peer;
import dev.parley.server.Started;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Requests as the ecosystem's server libraries send them, and what these read from the answers.
class LibrariesTest {

    private static Started server;
    private static Peer client;

    @BeforeAll
    static void start() throws Exception {
        server = Started.with(
                "http_api.key",
                "key",
                "client.token.hmac_secret_key",
                "a secret of the site's, long enough",
                "channel.without_namespace.history_size",
                "10",
                "channel.without_namespace.history_ttl",
                "1h",
                "channel.without_namespace.presence",
                "true");
        client = Peer.open(server.ws("/raw/news"));
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static byte[] bytes(String singleQuoted) {
        return singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    /// All parameters are always there, empty where nothing was said.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "publish        | {'channel':'php','data':{'message':'hello'},'skip_history':false} | offset",
                "broadcast      | {'channels':['php','php2'],'data':[],'skip_history':true}         | responses",
                "subscribe      | {'channel':'php','user':'7','client':''}                           |",
                "unsubscribe    | {'channel':'php','user':'7','client':''}                           |",
                "disconnect     | {'user':'7','client':''}                                           |",
                "presence       | {'channel':'php'}                                                  | presence",
                "presence_stats | {'channel':'php'}                                                  | num_clients",
                "history        | {'channel':'php','limit':0,'reverse':false}                        | publications",
                "history        | {'channel':'php','limit':5,'reverse':true}                         | epoch",
                "history_remove | {'channel':'php'}                                                  |",
                "channels       | {'pattern':''}                                                     | channels",
                "info           | {}                                                                 | nodes"
            })
    void phpcentPostsToAPathPerMethod(String method, String json, String has) throws Exception {
        Caller.Answer answer = server.api("key").call(method, json, "User-Agent", "curl/7.39.0", "Accept", "*/*");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(has == null || answer.result().has(has)).as(answer.body()).isTrue();
    }

    @Test
    void phpcentSendsABatch() throws Exception {
        Caller.Answer answer = server.api("key")
                .call(
                        "batch",
                        "{'commands':[{'publish':{'channel':'php','data':{'a':1}}},{'info':{}}],'parallel':true}");
        assertThat(answer.json().path("replies").path(0).path("publish").has("offset"))
                .isTrue();
        assertThat(answer.json().path("replies").path(1).path("info").path("nodes"))
                .hasSize(1);
    }

    /// It leaves out what is nothing, reads `replies` at the top, and each reply by its method's name.
    @Test
    void pycentPostsBatchesAndReadsEachReplyByItsMethod() throws Exception {
        List<String> methods = List.of(
                "publish",
                "broadcast",
                "subscribe",
                "unsubscribe",
                "disconnect",
                "presence",
                "presence_stats",
                "history",
                "history_remove",
                "refresh",
                "channels",
                "info");
        Caller.Answer answer = server.api("key")
                .call(
                        "batch",
                        "{'commands': [{'publish': {'channel': 'py', 'data': {'input': 'hi'}, 'tags': {'a': 'b'}, 'idempotency_key': 'py1'}}, "
                                + "{'broadcast': {'channels': ['py', 'py2'], 'data': 1}}, "
                                + "{'subscribe': {'user': '8', 'channel': 'py', 'info': {'n': 1}, 'override': {'presence': {'value': true}, 'join_leave': {'value': false}}, 'recover_since': {'offset': 1, 'epoch': 'x'}}}, "
                                + "{'unsubscribe': {'user': '8', 'channel': 'py'}}, "
                                + "{'disconnect': {'user': '8', 'whitelist': ['c'], 'disconnect': {'code': 4000, 'reason': 'bye'}}}, "
                                + "{'presence': {'channel': 'py'}}, {'presence_stats': {'channel': 'py'}}, "
                                + "{'history': {'channel': 'py', 'limit': 1, 'reverse': true}}, {'history_remove': {'channel': 'py'}}, "
                                + "{'refresh': {'user': '8', 'expired': false, 'expire_at': 4000000000}}, "
                                + "{'channels': {'pattern': 'p*'}}, {'info': {}}]}",
                        "User-Agent",
                        "centrifugal/pycent",
                        "Accept-Encoding",
                        "gzip, deflate");
        JsonNode replies = answer.json().path("replies");
        assertThat(replies).hasSize(methods.size());
        for (int i = 0; i < methods.size(); i++) {
            assertThat(replies.path(i).has(methods.get(i))).as(methods.get(i)).isTrue();
        }
        assertThat(replies.path(7).path("history").path("publications")).hasSize(1);
    }

    @Test
    void pycentTells401AndErrorsOfMethodsApart() throws Exception {
        assertThat(server.api("wrong").call("info", "{}").status()).isEqualTo(401);
        Caller.Answer failed = server.api("key").call("publish", "{'channel': 'nowhere:x', 'data': 1}");
        assertThat(failed.status()).isEqualTo(200);
        assertThat(failed.refusal()).isEqualTo("200 102 unknown channel");
    }

    private static JsonNode[] gocent(String commands) throws Exception {
        Caller.Answer answer =
                server.api("").post("/api", bytes(commands), "Authorization", "apikey key", "Accept-Encoding", "gzip");
        assertThat(answer.status()).isEqualTo(200);
        return answer.body()
                .lines()
                .map(line -> JsonMapper.shared().readTree(line))
                .toArray(JsonNode[]::new);
    }

    @Test
    void gocentSendsOneCommandToOneAddress() throws Exception {
        JsonNode[] replies = gocent("{'method':'publish','params':{'channel':'go','data':{'value':1}}}\n");
        assertThat(replies).hasSize(1);
        assertThat(replies[0].path("result").has("offset")).isTrue();
        assertThat(gocent("{'method':'info','params':null}\n")[0].path("result").path("nodes"))
                .hasSize(1);
        assertThat(gocent("{'method':'publish','params':{'channel':'nowhere:x','data':1}}\n")[0]
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(102);
    }

    @Test
    void gocentsPipeIsAnsweredLineByLine() throws Exception {
        JsonNode[] replies = gocent("{'method':'publish','params':{'channel':'go','data':{'value':2}}}\n"
                + "{'method':'publish','params':{'channel':'go','data':null,'b64data':'AAE='}}\n"
                + "{'method':'broadcast','params':{'channels':['go','go2'],'data':{'value':3},'skip_history':true}}\n"
                + "{'method':'subscribe','params':{'user':'9','channel':'go','client':'c'}}\n"
                + "{'method':'unsubscribe','params':{'user':'9','channel':'go'}}\n"
                + "{'method':'disconnect','params':{'user':'9','disconnect':{'code':4000,'reason':'bye','reconnect':false}}}\n"
                + "{'method':'presence','params':{'channel':'go'}}\n"
                + "{'method':'presence_stats','params':{'channel':'go'}}\n"
                + "{'method':'history','params':{'channel':'go','limit':-1}}\n"
                + "{'method':'history','params':{'channel':'go','since':{},'limit':1}}\n"
                + "{'method':'history_remove','params':{'channel':'go'}}\n"
                + "{'method':'channels','params':{}}\n"
                + "{'method':'nothing','params':{}}\n"
                + "{'method':'info','params':{}}\n");
        assertThat(replies).hasSize(14);
        for (int i = 0; i < replies.length; i++) {
            assertThat(replies[i].has("result")).as(i + " " + replies[i]).isEqualTo(i != 9 && i != 12);
        }
        assertThat(replies[8].path("result").path("publications").size()).isGreaterThanOrEqualTo(2);
        assertThat(replies[12].path("error").path("code").asInt()).isEqualTo(104);
    }

    @Test
    void whatTheySayArrives() throws Exception {
        gocent("{'method':'channels','params':{}}\n");
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(gocent("{'method':'channels','params':{}}\n")[0]
                                .path("result")
                                .path("channels")
                                .has("news"))
                        .isTrue());
        server.api("key").call("publish", "{'channel':'news','data':{'php':1},'skip_history':false}");
        server.api("key").call("batch", "{'commands': [{'publish': {'channel': 'news', 'data': {'py': 1}}}]}");
        gocent("{'method':'publish','params':{'channel':'news','data':{'go':1}}}\n");
        assertThat(List.of(client.hears(), client.hears(), client.hears()))
                .containsExactly("{\"php\":1}", "{\"py\": 1}", "{\"go\":1}");
    }
}
