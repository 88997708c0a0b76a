package dev.parley.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.Caller;
import dev.parley.server.Started;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What no backend should send is answered by a sentence, and changes nothing.
class BadInputTest {

    private static Started server;

    @BeforeAll
    static void start() throws Exception {
        server = Started.with(
                "channel.without_namespace.history_size", "10", "channel.without_namespace.history_ttl", "1h");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Caller.Answer publish(byte[] body) throws Exception {
        return server.api().post("/api/publish", body);
    }

    private static byte[] utf8(String singleQuoted) {
        return singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "x                          | the body is not JSON",
                "[]                         | the body is one JSON object",
                "'text'                     | the body is one JSON object",
                "7                          | the body is one JSON object",
                "null                       | the body is one JSON object",
                "{                          | the body is not JSON",
                "{'channel':'a','data':1    | the body is not JSON",
                "{'channel':'a','data':1,}  | the body is not JSON",
                "{'channel':'a','data':1} x | the body is not JSON",
                "{'channel':'a','data':01}  | the body is not JSON",
                "{'channel':'a','data':NaN} | the body is not JSON",
                "{'channel':'a','data':'\\x'} | the body is not JSON",
                "{'channel':'a','data':1}{} | nothing behind it",
                "{'channel':'a','channel':'b','data':1}       | Duplicate",
                "{'channel':'a','data':{'x':1,'x':2}}         | Duplicate"
            })
    void whatIsNoJsonObjectIsSaidToBeNone(String body, String says) throws Exception {
        Caller.Answer answer = publish(utf8(body));
        assertThat(answer.refusal()).startsWith("200 107 bad request: ").contains(says);
        assertThat(answer.message()).doesNotContain("\n", "[Source");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "UTF-16"})
    void onlyUtf8IsRead(String charset) throws Exception {
        String publish = "{\"channel\":\"a\",\"data\":1}";
        assertThat(publish(publish.getBytes(Charset.forName(charset))).refusal())
                .isEqualTo("200 107 bad request: the body is JSON in UTF-8, without a byte order mark");
        String command = "{\"method\":\"publish\",\"params\":" + publish + "}";
        assertThat(server.api()
                        .post("/api", command.getBytes(Charset.forName(charset)))
                        .refusal())
                .isEqualTo("200 107 bad request: the body is JSON in UTF-8, without a byte order mark");
    }

    @Test
    void aByteOrderMarkIsRefused() throws Exception {
        assertThat(publish(utf8("\ufeff{'channel':'a','data':1}")).refusal())
                .isEqualTo("200 107 bad request: the body is JSON in UTF-8, without a byte order mark");
        assertThat(server.api().post("/api", utf8("\ufeff{'method':'info'}")).code())
                .isEqualTo(107);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() throws Exception {
        for (String member : new String[] {"text", "data", "channel"}) {
            byte[] body = ("{\"channel\":\"a\",\"data\":1}"
                            .replace("\"" + (member.equals("channel") ? "a" : "nothing") + "\"", "\"\u00ff\u00fe\"")
                            .replace(
                                    "\"data\":1",
                                    member.equals("channel") ? "\"data\":1" : "\"" + member + "\":\"\u00ff\u00fe\""))
                    .getBytes(StandardCharsets.ISO_8859_1);
            assertThat(publish(body).code()).as(member).isEqualTo(107);
        }
    }

    @Test
    void deepDataIsRefusedAndTheDeepestThatIsTakenIsDelivered() throws Exception {
        String says = publish(utf8("{'channel':'deep','data':" + "[".repeat(64) + "]".repeat(64) + "}"))
                .refusal();
        assertThat(says).isEqualTo("200 0 ");
        for (int depth : new int[] {65, 511, 1000, 200_000}) {
            assertThat(publish(utf8("{'channel':'deep','data':" + "[".repeat(depth) + "]".repeat(depth) + "}"))
                            .code())
                    .as("depth " + depth)
                    .isEqualTo(107);
            assertThat(publish(utf8("{'channel':'deep','data':1,'tags':" + "{'a':".repeat(depth) + "1"
                                    + "}".repeat(depth) + "}"))
                            .code())
                    .isEqualTo(107);
        }
        assertThat(server.api()
                        .call("history", "{'channel':'deep','limit':-1}")
                        .result()
                        .path("publications"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "chanel, channel",
        "Channel, channel",
        "dta, data",
        "idempotencyKey, idempotency_key",
        "skipHistory, skip_history"
    })
    void aMistypedParameterIsAnsweredByTheOneThatWasMeant(String typed, String meant) throws Exception {
        assertThat(server.api().call("publish", "{'" + typed + "':1}").refusal())
                .isEqualTo("200 107 bad request: there is no parameter `" + typed + "`; did you mean `" + meant + "`?");
    }

    @Test
    void aParameterInsideAnotherIsNamedWithItsPath() throws Exception {
        assertThat(server.api()
                        .call("history", "{'channel':'a','since':{'ofset':1}}")
                        .message())
                .contains("`since.ofset`", "did you mean `since.offset`?");
        assertThat(server.api()
                        .call("disconnect", "{'user':'nobody','disconnect':{'code':'x'}}")
                        .message())
                .contains("`disconnect.code` must be a whole number from 3000 to 4999");
        assertThat(server.api()
                        .call("subscribe", "{'user':'1','channel':'a','override':{'presence':{'value':1}}}")
                        .message())
                .contains("`override.presence.value` must be true or false");
        assertThat(server.api()
                        .call("batch", "{'commands':[{'info':{}},{'info':7}]}")
                        .message())
                .contains("`commands[1].info` must be an object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "publish | {'channel':7,'data':1} | `channel` must be a string",
                "publish | {'channel':['a'],'data':1} | `channel` must be a string",
                "publish | {'channel':'a','data':1,'tags':[]} | `tags` must be an object",
                "publish | {'channel':'a','data':1,'tags':{'a':1}} | `tags.a` must be a string",
                "publish | {'channel':'a','data':1,'skip_history':'yes'} | `skip_history` must be true or false",
                "publish | {'channel':'a','data':1,'delta':1} | `delta` must be true or false",
                "publish | {'channel':'a','data':1,'idempotency_key':1} | `idempotency_key` must be a string",
                "publish | {'channel':'a','text':1} | `text` must be a string",
                "publish | {'channel':'a','b64data':1} | `b64data` must be a string",
                "publish | {'channel':'a','b64data':'*'} | `b64data` must be base64",
                "publish | {'channel':'a','b64data':'AA=A'} | `b64data` must be base64",
                "publish | {'channel':'a','data':1,'b64data':'AA=='} | `data` and `b64data` exclude each other",
                "publish | {'channel':'a','data':1,'text':'x'} | `text` excludes `data` and `b64data`",
                "publish | {'channel':'a','b64data':'AA==','text':'x'} | `text` excludes `data` and `b64data`",
                "publish | {'channel':'a'} | there is nothing to publish: give `data`, `b64data` or `text`",
                "publish | {'channel':'a','data':1,'version':-1} | `version` must be a whole number from 0 to 9223372036854775807",
                "publish | {'channel':'a','data':1,'version':9223372036854775808} | `version` must be a whole number",
                "publish | {'channel':'a','data':1,'version':1.5} | `version` must be a whole number",
                "publish | {'channel':'a','data':1,'version':'1'} | `version` must be a whole number",
                "publish | {'channel':'a','data':1,'version_epoch':1} | `version_epoch` must be a string",
                "user_publish | {'user':'1','data':1,'keep':true,'version':1} | `keep` and `version` exclude each other",
                "publish | {'data':1} | `channel`",
                "publish | {'channel':'a\\u0007','data':1} | `channel`",
                "publish | {'channel':'\\ud800','data':1} | `channel`",
                "publish | {'channel':'a','text':'\\ud800'} | text",
                "broadcast | {'channels':'a','data':1} | `channels` must be a list of strings",
                "broadcast | {'channels':['a',1],'data':1} | `channels` must be a list of strings",
                "broadcast | {'channels':[],'data':1} | `channels` must name at least one channel",
                "history | {'channel':'a','limit':'1'} | `limit` must be a whole number from -1 to 2147483647",
                "history | {'channel':'a','limit':1e3} | `limit` must be a whole number",
                "history | {'channel':'a','limit':2147483648} | `limit` must be a whole number",
                "history | {'channel':'a','limit':99999999999999999999999999} | `limit` must be a whole number",
                "history | {'channel':'a','limit':true} | `limit` must be a whole number",
                "history | {'channel':'a','since':'1'} | `since` must be an object",
                "history | {'channel':'a','reverse':0} | `reverse` must be true or false",
                "subscribe | {'user':1,'channel':'a'} | `user` must be a string",
                "subscribe | {'user':'1','channel':'a','b64info':'eA=='} | `b64info` must be JSON in base64",
                "user_publish | {'user':'','data':1} | `user` must be a user's id",
                "user_publish | {'users':['1','1'],'data':1} | `users` names 1 twice",
                "user_publish | {'user':'1','data':1,'keep':true,'skip_history':true} | exclude each other",
                "batch | {'commands':{}} | `commands` must be a list of objects",
                "batch | {'commands':[1]} | `commands` must be a list of objects",
                "batch | {} | `commands` must be a list",
                "revoke_token | {} | `uid` must be a token's id",
                "rpc | {'method':'inbox.ack','user':'1','params':{}} | give one of `id`, `ids` and `up_to`",
                "rpc | {'method':'inbox.ack','user':'1','params':{'ids':['1']}} | `ids` must be a list of whole numbers",
                "rpc | {'method':'inbox.list','user':'1','params':{'limit':0}} | `limit` must be a whole number"
            })
    void aValueOfTheWrongKindIsNamedWithWhatItMustBe(String method, String json, String says) throws Exception {
        assertThat(server.api().call(method, json).refusal())
                .startsWith("200 107 bad request: ")
                .contains(says);
    }

    @Test
    void whatIsTooLongIsSaidToBe() throws Exception {
        String long256 = "x".repeat(256);
        assertThat(server.api()
                        .call("publish", "{'channel':'" + long256 + "','data':1}")
                        .refusal())
                .startsWith("200 107 bad request: ")
                .contains("255");
        assertThat(server.api()
                        .call("user_publish", "{'user':'" + long256 + "','data':1}")
                        .code())
                .isEqualTo(107);
        assertThat(server.api()
                        .call("publish", "{'channel':'a','data':1,'idempotency_key':'" + "x".repeat(129) + "'}")
                        .message())
                .contains("128");
        assertThat(server.api()
                        .call("publish", "{'channel':'a','data':1,'version_epoch':'" + "x".repeat(65) + "'}")
                        .message())
                .contains("a version's epoch has at most 64 characters");
        assertThat(server.api()
                        .call("publish", "{'channel':'a','data':1,'tags':{'a':'" + "x".repeat(257) + "'}}")
                        .message())
                .contains("256");
        assertThat(server.api()
                        .call(
                                "disconnect",
                                "{'user':'1','disconnect':{'code':4000,'reason':'" + "x".repeat(124) + "'}}")
                        .message())
                .contains("123");
        assertThat(server.api()
                        .call("revoke_token", "{'uid':'" + "x".repeat(1025) + "'}")
                        .refusal())
                .startsWith("200 107 ")
                .contains("1024");
        assertThat(server.api()
                        .call("batch", "{'commands':[" + "{'info':{}},".repeat(1000) + "{'info':{}}]}")
                        .message())
                .contains("`commands` must be a list of at most 1000");
        assertThat(server.api()
                        .call("broadcast", "{'channels':[" + "'a',".repeat(10_000) + "'a'],'data':1}")
                        .message())
                .contains("`channels` must be a list of at most 10000");
    }

    @Test
    void aChannelLongerThanTheServerWantsIsRefused() throws Exception {
        try (Started shortNames = Started.with("channel.max_length", "8")) {
            assertThat(shortNames
                            .api()
                            .call("publish", "{'channel':'123456789','data':1}")
                            .refusal())
                    .isEqualTo("200 107 bad request: a channel's name has at most 8 bytes here (channel.max_length)");
        }
    }

    @Test
    void numbersOfAnyLengthInDataAreDeliveredAsTheyCame() throws Exception {
        String number = "1" + "0".repeat(400) + ".5e-300";
        assertThat(server.api()
                        .call("publish", "{'channel':'numbers','data':[" + number + ",1e999]}")
                        .code())
                .isZero();
        assertThat(server.api()
                        .call("history", "{'channel':'numbers','limit':1}")
                        .body())
                .contains("\"data\":[" + number + ",1e999]");
    }

    @Test
    void nothingOfABadBatchOrStreamIsDone() throws Exception {
        String publish = "{'publish':{'channel':'untouched','data':1}}";
        assertThat(server.api()
                        .call("batch", "{'commands':[" + publish + ",{'nothing':{}}]}")
                        .code())
                .isEqualTo(107);
        assertThat(server.api()
                        .post("/api", utf8("{'method':'publish','params':{'channel':'untouched','data':1}}\n{broken"))
                        .code())
                .isEqualTo(107);
        assertThat(server.api().post("/api", new byte[0]).code()).isEqualTo(107);
        assertThat(server.api().post("/api", utf8("{'method':'info'} []")).code())
                .isEqualTo(107);
        assertThat(server.api()
                        .call("history", "{'channel':'untouched','limit':-1}")
                        .result()
                        .path("publications"))
                .isEmpty();
    }

    @Test
    void aBadCommandInAStreamOrBatchHasItsOwnAnswerAndTheNextGoesOn() throws Exception {
        String[] lines = server.api()
                .post(
                        "/api",
                        utf8(
                                "{'method':'publish','params':{'channel':7}} {'method':'batch','params':{}}{'metod':'info'}"
                                        + "{'method':'revoke_token','params':{'uid':''}}\n\n{'method':'info'}"))
                .body()
                .split("\n");
        assertThat(lines).hasSize(5);
        assertThat(lines[0]).contains("\"code\":107");
        assertThat(lines[1]).contains("\"code\":104");
        assertThat(lines[2]).contains("did you mean `method`?");
        assertThat(lines[3]).contains("\"code\":107");
        assertThat(lines[4]).contains("\"nodes\"");
    }

    @Test
    void aRepeatedKeyIsAnsweredAsBeforeAndAnotherBodyWithItIsAnError() throws Exception {
        String first = server.api()
                .call("publish", "{'channel':'once','data':{'a':1},'idempotency_key':'k'}")
                .body();
        assertThat(server.api()
                        .call("publish", "{'channel':'once','data':{'a':1},'idempotency_key':'k'}")
                        .body())
                .isEqualTo(first);
        assertThat(server.api()
                        .call("publish", "{'channel':'once','data':{'a':2},'idempotency_key':'k'}")
                        .refusal())
                .startsWith("200 150 ");
        assertThat(server.api()
                        .call("publish", "{'channel':'once','data':{'a':2},'idempotency_key':'other'}")
                        .code())
                .isZero();
        assertThat(server.api()
                        .call("history", "{'channel':'once','limit':-1}")
                        .result()
                        .path("publications"))
                .hasSize(2);
    }

    @Test
    void nullIsDataButNoOtherParameter() throws Exception {
        assertThat(server.api()
                        .call("publish", "{'channel':'null','data':null,'tags':null,'delta':null}")
                        .code())
                .isZero();
        assertThat(server.api().call("history", "{'channel':'null','limit':1}").body())
                .contains("\"data\":null");
    }

    @Test
    void sessionsHaveNoIdsBesideThatOfTheClient() throws Exception {
        for (String method : new String[] {"subscribe", "unsubscribe", "disconnect", "refresh"}) {
            String channel = method.endsWith("subscribe") ? ",'channel':'a'" : "";
            assertThat(server.api()
                            .call(method, "{'user':'1','session':'s'" + channel + "}")
                            .refusal())
                    .as(method)
                    .isEqualTo("200 108 not available: sessions have no ids of their own here; use `client`");
            assertThat(server.api()
                            .call(method, "{'user':'1','session':''" + channel + "}")
                            .code())
                    .as(method)
                    .isZero();
        }
    }

    @Test
    void anEmptyBodyIsAnEmptyObject() throws Exception {
        assertThat(server.api().post("/api/info", new byte[0]).code()).isZero();
        assertThat(server.api().post("/api/publish", new byte[0]).code()).isEqualTo(107);
    }
}
