package dev.parley.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.Caller;
import dev.parley.server.Started;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is refused before a method runs, and how a method's error is told.
class RefusalsTest {

    private static final String[] KEYS = {
        "http_api.key",
        "main-key",
        "http_api.keys",
        "[{name: news, key: news-key, methods: [publish, info]}, {name: mail, key: mail-key, methods: [user_publish]}]"
    };

    private static byte[] bytes(String singleQuoted) {
        return singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void withoutAKeyOrWithAWrongOneNothingIsDone() throws Exception {
        try (Started server = Started.with(KEYS)) {
            String says = "401 101 send the API key in the header X-API-Key, or as Authorization: apikey KEY";
            assertThat(server.api("").call("info", "{}").refusal()).isEqualTo(says);
            assertThat(server.api("main-kez").call("info", "{}").refusal()).isEqualTo(says);
            assertThat(server.api("main-key ").call("nothing", "{}").status()).isEqualTo(404);
            assertThat(server.api("x").call("nothing", "{}").status()).isEqualTo(401);
            Caller nobody = server.api("");
            for (String wrong :
                    new String[] {"main-key", "Bearer main-key", "apikey", "apikey main", "apikeymain-key"}) {
                assertThat(nobody.call("info", "{}", "Authorization", wrong).status())
                        .as(wrong)
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void aKeyMayComeInEitherHeader() throws Exception {
        try (Started server = Started.with(KEYS)) {
            Caller nobody = server.api("");
            for (String good :
                    new String[] {"apikey main-key", "Apikey main-key", "APIKEY   main-key", "apikey news-key"}) {
                assertThat(nobody.call("info", "{}", "Authorization", good).status())
                        .as(good)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void aNamedKeyCallsItsMethodsAndNoOthers() throws Exception {
        try (Started server = Started.with(KEYS)) {
            Caller news = server.api("news-key");
            assertThat(news.call("publish", "{'channel':'a','data':1}").code()).isZero();
            assertThat(news.call("user_publish", "{'user':'42','data':1}").refusal())
                    .isEqualTo("403 103 the key news may not call user_publish");
            assertThat(server.api("mail-key")
                            .call("user_publish", "{'user':'42','data':1}")
                            .code())
                    .isZero();
        }
    }

    @Test
    void neitherBatchNorStreamLendsAKeyMoreRights() throws Exception {
        try (Started server = Started.with(KEYS)) {
            Caller news = server.api("news-key");
            assertThat(news.call("batch", "{'commands':[{'info':{}},{'publish':{'channel':'a','data':1}}]}")
                            .json()
                            .path("replies"))
                    .hasSize(2);
            Caller.Answer batch = news.call(
                    "batch",
                    "{'commands':[{'publish':{'channel':'a','data':1}},{'user_publish':{'user':'4','data':1}}]}");
            assertThat(batch.refusal()).isEqualTo("200 103 permission denied: the key may not call `user_publish`");
            assertThat(news.call(
                                    "batch",
                                    "{'commands':[{'user_publish':{'user':'4','data':1}}]}",
                                    "X-Centrifugo-Error-Mode",
                                    "transport")
                            .status())
                    .isEqualTo(403);
            String[] lines = news.post(
                            "/api",
                            bytes("{'method':'user_publish','params':{'user':'4','data':1}}\n{'method':'info'}\n"))
                    .body()
                    .split("\n");
            assertThat(lines).hasSize(2);
            assertThat(lines[0]).contains("\"code\":103", "the key may not call `user_publish`");
            assertThat(lines[1]).startsWith("{\"result\":{\"nodes\":");
        }
    }

    @Test
    void aMethodThatThereIsNotIs404() throws Exception {
        try (Started server = Started.with()) {
            for (String name : new String[] {"publsih", "Publish", "publish/", "publish/x", "a/b"}) {
                assertThat(server.api().call(name, "{}").refusal())
                        .as(name)
                        .isEqualTo("404 104 there is no method of that name; /api/docs lists all");
            }
        }
    }

    @Test
    void onlyPostCallsMethods() throws Exception {
        try (Started server = Started.with()) {
            for (String method : new String[] {"GET", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
                Caller.Answer answer =
                        server.api().send(method, "/api/info", java.net.http.HttpRequest.BodyPublishers.noBody());
                assertThat(answer.refusal()).as(method).isEqualTo("405 107 methods are called with POST");
                assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
            }
            assertThat(server.api().get("/api").status()).isEqualTo(405);
        }
    }

    @Test
    void aBodyThatIsTooLongIsRefusedHoweverItIsSent() throws Exception {
        try (Started server = Started.with("http_api.body_limit", "1024")) {
            byte[] fits = bytes("{'channel':'a','text':'%s'}".formatted("x".repeat(999)));
            byte[] over = bytes("{'channel':'a','text':'%s'}".formatted("x".repeat(1000)));
            assertThat(fits).hasSize(1024);
            assertThat(server.api().post("/api/publish", fits).status()).isEqualTo(200);
            assertThat(server.api().postInChunks("/api/publish", fits).status()).isEqualTo(200);
            String says = "413 106 the body may have at most 1024 bytes (http_api.body_limit)";
            assertThat(server.api().post("/api/publish", over).refusal()).isEqualTo(says);
            assertThat(server.api().postInChunks("/api/publish", over).refusal())
                    .isEqualTo(says);
            assertThat(server.api().post("/api", over).refusal()).isEqualTo(says);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"})
    void aBodyThatSaysItIsNotJsonIsRefused(String type) throws Exception {
        try (Started server = Started.with()) {
            assertThat(server.api().call("info", "{}", "Content-Type", type).refusal())
                    .isEqualTo("415 107 the body is JSON: send Content-Type: application/json");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=utf-8",
                "APPLICATION/JSON",
                "application/problem+json",
                "text/json",
                ""
            })
    void jsonIsJsonByAnyOfItsNamesOrWithoutOne(String type) throws Exception {
        try (Started server = Started.with()) {
            assertThat(server.api().call("info", "{}", "Content-Type", type).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whatIsOverTheLimitOfRequestsIsToldToTryAgain() throws Exception {
        try (Started server = Started.with("http_api.request_limit", "1")) {
            String publish = "{'publish':{'channel':'a','data':1}}";
            String heavy = "{'commands':[" + (publish + ",").repeat(999) + publish + "]}";
            Caller.Answer refused = null;
            for (int tries = 0; refused == null && tries < 100; tries++) {
                CompletableFuture<Caller.Answer> held = CompletableFuture.supplyAsync(() -> {
                    try {
                        return server.api().call("batch", heavy);
                    } catch (IOException | InterruptedException failed) {
                        throw new IllegalStateException(failed);
                    }
                });
                while (refused == null && !held.isDone()) {
                    Caller.Answer answer = server.api().call("info", "{}");
                    refused = answer.status() == 429 ? answer : null;
                }
                assertThat(held.join().status()).isIn(200, 429);
            }
            assertThat(refused).isNotNull();
            assertThat(refused.refusal())
                    .isEqualTo("429 111 too many requests are being answered (http_api.request_limit); try again");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(server.api().call("info", "{}").status()).isEqualTo(200);
        }
    }

    @Test
    void withoutAKeyForTheApiTheSentenceSaysWhereToSetOne() throws Exception {
        try (Started server = Started.with("client.allowed_origins", "https://example.com")) {
            assertThat(server.api("").call("info", "{}").refusal())
                    .startsWith("401 101 this server has no API key: set http_api.key");
        }
    }

    @Test
    void anInsecureApiTakesNoPagesAndNoFormBodies() throws Exception {
        try (Started server = Started.with("http_api.insecure", "true")) {
            Caller anybody = server.api("");
            assertThat(anybody.call("info", "{}").status()).isEqualTo(200);
            assertThat(anybody.call("info", "{}", "Content-Type", "").status()).isEqualTo(415);
            assertThat(anybody.call("info", "{}", "Origin", "http://127.0.0.1:" + server.port())
                            .refusal())
                    .isEqualTo("403 103 the API without a key is not for pages in a browser");
        }
    }

    @Test
    void aDisabledApiIsNotThere() throws Exception {
        try (Started server = Started.with("http_api.disabled", "true")) {
            assertThat(server.api("any").call("info", "{}").status()).isIn(404, 405);
            assertThat(server.api("any").get("/api/openapi.json").status()).isEqualTo(404);
        }
    }

    private static final String STATUSES = """
            publish | {'channel':'nowhere:a','data':1}          | 102 | 404
            publish | {'channel':'a'}                           | 107 | 400
            publish | {'channel':'quiet:a','data':1,'version':1} | 108 | 404
            history | {'channel':'quiet:a'}                     | 108 | 404
            history | {'channel':'news:a','limit':1,'since':{'offset':9,'epoch':'x'}} | 112 | 416
            rpc     | {'method':'nothing'}                      | 104 | 404
            rpc     | {'method':'inbox.list'}                   | 103 | 403
            publish | {'channel':'news:a','data':2,'idempotency_key':'used'} | 150 | 409
            """;

    private static Started withNews(String... more) throws Exception {
        String[] all = new String[more.length + 2];
        all[0] = "channel.namespaces";
        all[1] = "[{name: news, history_size: 10, history_ttl: 1h}, {name: quiet}]";
        System.arraycopy(more, 0, all, 2, more.length);
        Started server = Started.with(all);
        assertThat(server.api()
                        .call("publish", "{'channel':'news:a','data':1,'idempotency_key':'used'}")
                        .code())
                .isZero();
        return server;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = STATUSES)
    void aMethodsErrorIsInTheBodyAndAStatusOnlyWhereThatIsWanted(String method, String json, int code, int status)
            throws Exception {
        try (Started server = withNews();
                Started transport = withNews("http_api.error_mode", "transport")) {
            Caller.Answer inBody = server.api().call(method, json);
            assertThat(inBody.status()).isEqualTo(200);
            assertThat(inBody.code()).isEqualTo(code);
            assertThat(inBody.message()).isNotEmpty();
            Caller.Answer byHeader = server.api().call(method, json, "X-Centrifugo-Error-Mode", "transport");
            assertThat(byHeader.status()).isEqualTo(status);
            assertThat(byHeader.body()).isEqualTo(inBody.body());
            Caller.Answer byOption = transport.api().call(method, json);
            assertThat(byOption.status()).isEqualTo(status);
            assertThat(byOption.body()).isEqualTo(inBody.body());
        }
    }

    @Test
    void partsOfAnAnswerHaveTheirOwnErrorsAndTheStatusStays200() throws Exception {
        try (Started server = withNews("http_api.error_mode", "transport")) {
            assertThat(server.api()
                            .call("broadcast", "{'channels':['nowhere:a','news:b'],'data':1}")
                            .result()
                            .path("responses")
                            .toString())
                    .contains("\"code\":102", "\"offset\":1");
            Caller.Answer batch = server.api()
                    .call(
                            "batch",
                            "{'commands':[{'history':{'channel':'quiet:a'}},{'publish':{'channel':'quiet:a','data':1}}]}");
            assertThat(batch.status()).isEqualTo(200);
            assertThat(batch.json().path("replies").toString())
                    .isEqualTo(
                            "[{\"error\":{\"code\":108,\"message\":\"not available\"}},{\"publish\":{\"sessions\":0}}]");
            Caller.Answer stream =
                    server.api().post("/api", bytes("{'method':'history','params':{'channel':'quiet:a'}}"));
            assertThat(stream.refusal()).isEqualTo("200 108 not available");
        }
    }
}
