package dev.parley.auth.hook;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.auth.hook.HookOptions.WhenUnavailable;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.UserId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// Backends that are slow, dead, broken or lie.
@Timeout(60)
class BadBackendsTest {

    private final Site site = new Site();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Backend.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        use(site.hook("connect"));
    }

    @AfterEach
    void close() {
        logger.detachAppender(log);
        site.close();
    }

    private void use(HookOptions connect) {
        site.use(HookPlan.NONE.withConnect(connect));
    }

    private HubError refused() {
        return site.connecting(Site.anonymous()).error();
    }

    private List<String> logged() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /// That nobody gets in, and the log says once why.
    private void isUnavailable(String reason) {
        assertThat(refused()).isEqualTo(HubError.INTERNAL);
        assertThat(logged()).containsExactly("hook connect gave no usable answer to connect: " + reason);
        assertThat(site.figures("connect").unavailable()).isOne();
    }

    // ---- no answer

    @Test
    void aSlowBackendIsNotWaitedFor() {
        CountDownLatch never = new CountDownLatch(1);
        site.backend.does("/connect", _ -> await(never));
        use(site.hook("connect").withTimeout(Duration.ofMillis(50)));
        isUnavailable("it did not answer within 50 ms");
        never.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aBodyThatNeverEndsIsCutOff() throws InterruptedException {
        CountDownLatch cut = new CountDownLatch(1);
        site.backend.does("/connect", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (true) {
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                    Thread.sleep(1);
                }
            } catch (java.io.IOException gone) {
                cut.countDown();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        });
        use(site.hook("connect").withTimeout(Duration.ofSeconds(2)));
        isUnavailable("it did not answer within 2000 ms");
        cut.await();
    }

    @Test
    void aBodyThatNeverEndsButComesFastIsCutOffAtItsSize() throws InterruptedException {
        CountDownLatch cut = new CountDownLatch(1);
        site.backend.does("/connect", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] much = " ".repeat(10_000).getBytes(StandardCharsets.UTF_8);
            try {
                while (true) {
                    exchange.getResponseBody().write(much);
                }
            } catch (java.io.IOException gone) {
                cut.countDown();
            }
        });
        isUnavailable("its answer broke off, is no HTTP, or has more than 1048576 bytes");
        cut.await();
    }

    @Test
    void anAnswerOfAMebibyteIsTaken() {
        String head = "{\"result\":{\"data\":\"";
        String tail = "\"}}";
        String full = head + "a".repeat(Backend.MAX_BYTES - head.length() - tail.length()) + tail;
        site.backend.answers("/connect", full);
        assertThat(site.connecting(Site.anonymous()).value().data().size())
                .isEqualTo(Backend.MAX_BYTES - head.length() - tail.length() + 2);
        site.backend.answers("/connect", full + " ");
        assertThat(refused()).isEqualTo(HubError.INTERNAL);
    }

    @Test
    void aBackendThatDoesNotRunIsUnavailable() {
        use(HookOptions.to("connect", URI.create("http://127.0.0.1:" + BackendServer.deadPort() + "/connect"))
                .withTimeout(Duration.ofSeconds(20)));
        isUnavailable("it can't be reached: wrong name or port, or not running");
    }

    @Test
    void aBackendThatWasRestartedIsAskedAgain() {
        try (BackendServer before = new BackendServer()) {
            before.answers("/connect", "{\"result\":{\"user\":\"ann\"}}");
            use(HookOptions.to("connect", before.address("/connect")).withTimeout(Duration.ofSeconds(20)));
            assertThat(site.connecting(Site.anonymous()).value().user()).hasToString("ann");
            before.close();
            assertThat(refused()).isEqualTo(HubError.INTERNAL);
            try (BackendServer after = new BackendServer(before.port())) {
                after.answers("/connect", "{\"result\":{\"user\":\"bob\"}}");
                assertThat(site.connecting(Site.anonymous()).value().user()).hasToString("bob");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"500,''", "404,''", "301,; redirects are not followed", "307,; redirects are not followed"})
    void onlyStatus2xxIsAnAnswer(int status, String more) {
        site.backend.does("/connect", exchange -> {
            exchange.getResponseHeaders()
                    .set("Location", site.backend.address("/elsewhere").toString());
            BackendServer.write(exchange, status, "{\"result\":{}}");
        });
        isUnavailable("it answered with status " + status + more);
        assertThat(site.backend.asked).extracting(BackendServer.Asked::path).containsExactly("/connect");
    }

    @Test
    void everyStatus2xxIs() {
        site.backend.does("/connect", exchange -> BackendServer.write(exchange, 201, "{\"result\":{}}"));
        assertThat(site.connecting(Site.anonymous()).value()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "",
                "[]",
                "\"secret\"",
                "{\"result\":{}",
                "{\"result\":{}} {}",
                "{\"result\":{},\"result\":{}}",
                "{\"result\":{\"user\":\"ann\",\"user\":\"bob\"}}",
                "{\"result\":{\"data\":{\"a\":{\"b\":1,\"b\":2}}}}"
            })
    void whatIsNotOneJsonObjectIsNoAnswer(String body) {
        site.backend.answers("/connect", body);
        isUnavailable("its answer is not one JSON object in which each name stands once");
    }

    @Test
    void whatIsNotUtf8IsNoAnswer() {
        site.backend.does("/connect", exchange -> {
            exchange.sendResponseHeaders(200, 1);
            exchange.getResponseBody().write(0xE9);
        });
        isUnavailable("its answer is not UTF-8");
    }

    @Test
    void afterTheEndNobodyIsAsked() {
        site.hooks.close();
        assertThat(refused()).isEqualTo(HubError.INTERNAL);
        assertThat(site.backend.asked).isEmpty();
    }

    @Test
    void whatIsUnderWayAtTheEndIsAnswered() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        site.backend.does("/connect", _ -> {
            asked.countDown();
            await(never);
        });
        use(site.hook("connect").withConcurrency(1));
        Got<Grant.Session> first = site.connecting(Site.anonymous());
        Got<Grant.Session> waits = site.connecting(Site.anonymous());
        asked.await();
        site.hooks.close();
        assertThat(first.error()).isEqualTo(HubError.INTERNAL);
        assertThat(waits.error()).isEqualTo(HubError.INTERNAL);
        never.countDown();
    }

    // ---- lies

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"result\":[]}|result must be an object",
                "{\"result\":{\"user\":7}}|result.user must be a string",
                "{\"result\":{\"expire_at\":\"7\"}}|result.expire_at must be a whole number",
                "{\"result\":{\"expire_at\":1.5}}|result.expire_at must be a whole number",
                "{\"result\":{\"expire_at\":-1}}|result.expire_at must be in seconds",
                "{\"result\":{\"expire_at\":1900000000000}}|result.expire_at must be in seconds",
                "{\"result\":{\"expire_at\":99999999999999999999}}|result.expire_at must be a whole number",
                "{\"result\":{\"b64info\":\"?\"}}|result.b64info must be base64",
                "{\"result\":{\"b64info\":\"aGk=\"}}|result.b64info must be JSON",
                "{\"result\":{\"b64data\":7}}|result.b64data must be a string",
                "{\"result\":{\"channels\":\"a\"}}|result.channels must be an array of strings",
                "{\"result\":{\"channels\":[7]}}|result.channels must be a string",
                "{\"result\":{\"channels\":[\"\"]}}|result.channels names a channel that can't be",
                "{\"result\":{\"subs\":[]}}|result.subs must be an object",
                "{\"result\":{\"subs\":{\"\":{}}}}|result.subs names a channel that can't be",
                "{\"result\":{\"subs\":{\"a\":{\"override\":{\"presence\":true}}}}}"
                        + "|result.subs.override.presence must be an object",
                "{\"result\":{\"subs\":{\"a\":{\"override\":{\"presence\":{\"value\":1}}}}}}"
                        + "|result.subs.override.presence.value must be true or false",
                "{\"result\":{\"meta\":7}}|result.meta must be an object",
                "{\"error\":{\"code\":99,\"message\":\"x\"}}|error.code must be 100 to 1999",
                "{\"error\":{\"code\":2000,\"message\":\"x\"}}|error.code must be 100 to 1999",
                "{\"error\":{\"message\":\"x\"}}|error.code must be 100 to 1999",
                "{\"error\":{\"code\":100}}|error.message must say something",
                "{\"error\":{\"code\":100,\"message\":\"x\",\"temporary\":1}}|error.temporary must be true or false",
                "{\"error\":\"no\"}|error must be an object",
                "{\"disconnect\":{\"code\":2999}}|disconnect.code must be 3000 to 4999",
                "{\"disconnect\":{\"code\":5000}}|disconnect.code must be 3000 to 4999",
                "{\"disconnect\":{\"code\":3000,\"reason\":7}}|disconnect.reason must be a string"
            })
    void aLieIsRefusedAndNamed(String body, String what) {
        site.backend.answers("/connect", body);
        use(site.hook("connect").withWhenUnavailable(WhenUnavailable.RULES));
        assertThat(refused()).isEqualTo(HubError.INTERNAL);
        assertThat(logged()).hasSize(1);
        assertThat(logged().getFirst().replace(" of its reply", "")).contains("the field " + what);
    }

    @Test
    void tooLongAUserOrTooManyChannelsAreLies() {
        site.backend.answers("/connect", "{\"result\":{\"user\":\"" + "a".repeat(UserId.MAX_LENGTH + 1) + "\"}}");
        assertThat(refused()).isEqualTo(HubError.INTERNAL);
        site.backend.answers(
                "/connect", "{\"result\":{\"channels\":[" + "\"a\",".repeat(Results.MAX_CHANNELS) + "\"a\"]}}");
        assertThat(refused()).isEqualTo(HubError.INTERNAL);
        site.backend.answers("/connect", "{\"result\":{\"data\":" + "[".repeat(65) + "]".repeat(65) + "}}");
        assertThat(refused()).isEqualTo(HubError.INTERNAL);
    }

    // ---- the log

    @Test
    void theLogSpeaksOnceAMinute() {
        site.backend.answers("/connect", "{}");
        refused();
        site.timing.pass(Duration.ofSeconds(59));
        refused();
        assertThat(logged()).hasSize(1);
        site.timing.pass(Duration.ofSeconds(1));
        refused();
        assertThat(logged()).hasSize(2);
    }
}
