package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.e2e.sdk.TwoSdks.Language;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is kept for a user waits until it was acknowledged, and no longer.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeptPushTest {

    private Backend backend;
    private TwoSdks sdks;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        backend = Backend.with(folder, "", "");
        sdks = TwoSdks.start();
    }

    @AfterAll
    void stop() {
        sdks.close();
        backend.close();
    }

    private SdkClient client(Language language, String url, String user) {
        return sdks.in(language).client(url, Proof.of(Backend.token(user)));
    }

    private static List<JsonNode> hears(SdkClient client, String user, long from, long to) throws Exception {
        List<JsonNode> heard = client.heard().next((int) (to - from + 1), "publication", "user:#" + user);
        assertThat(heard).extracting(Json::n).containsExactlyElementsOf(SdkContract.numbers(from, to));
        return heard;
    }

    /// Nothing but what comes next reaches the client.
    private void hearsNothingBefore(SdkClient client, String user, long n) throws Exception {
        backend.pushes(user, n);
        hears(client, user, n, n);
        assertThat(client.heard().rest("publication", "user:#" + user)).isEmpty();
    }

    private static ObjectNode idsOf(List<JsonNode> publications) {
        ObjectNode ids = Json.object();
        for (JsonNode publication : publications) {
            ids.withArray("ids").add(publication.at("/tags/inbox_id").asLong());
        }
        return ids;
    }

    @ParameterizedTest
    @EnumSource
    void whatWaitedOverACrashComesFirstAndAcknowledgedItIsGone(Language language) throws Exception {
        String user = "away" + language;
        backend.keeps(user, 1, 5);
        backend.server().kill();
        backend.server().start();
        backend.keeps(user, 6, 8);
        SdkClient client = client(language, backend.url(), user);
        client.connected();
        List<JsonNode> kept = hears(client, user, 1, 8);
        hearsNothingBefore(client, user, 9);
        assertThat(client.rpc("inbox.ack", idsOf(kept)).at("/data/acknowledged").asInt())
                .isEqualTo(8);
        SdkClient another = client(language, backend.url(), user);
        another.connected();
        hearsNothingBefore(another, user, 10);
        backend.server().kill();
        backend.server().start();
        SdkClient later = client(language, backend.url(), user);
        later.connected();
        hearsNothingBefore(later, user, 11);
    }

    /// The site goes on while the user comes: whichever way one takes, each arrives once, and in order.
    @ParameterizedTest
    @EnumSource
    void whoComesInTheMiddleMissesNothingAndHearsNothingTwice(Language language) throws Exception {
        String user = "middle" + language;
        AtomicBoolean enough = new AtomicBoolean();
        AtomicLong last = new AtomicLong();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> publishing = threads.submit(() -> {
                while (!enough.get()) {
                    backend.keeps(user, last.get() + 1);
                    last.incrementAndGet();
                }
                return null;
            });
            List<SdkClient> clients = new ArrayList<>();
            for (int i = 1; i <= 5; i++) {
                long before = last.get();
                await().until(() -> last.get() >= before + 20);
                SdkClient client = client(language, backend.url(), user);
                client.connected();
                clients.add(client);
            }
            long then = last.get();
            await().until(() -> last.get() >= then + 20);
            enough.set(true);
            publishing.get();
            for (SdkClient client : clients) {
                hears(client, user, 1, last.get());
                assertThat(client.heard().rest("publication", "user:#" + user)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoAcknowledgesHearsNoneTwiceHoweverItComesBack(Language language) throws Exception {
        String user = "recovers" + language;
        backend.keeps(user, 1, 3);
        try (Wire wire = new Wire(backend.server().port())) {
            SdkClient client = client(language, Served.url(wire.port()), user);
            client.connected();
            client.rpc("inbox.ack", idsOf(hears(client, user, 1, 3)));
            backend.keeps(user, 4, 5);
            client.rpc("inbox.ack", idsOf(hears(client, user, 4, 5)));
            wire.cut();
            client.heard().rest("connected", "");
            backend.keeps(user, 6, 8);
            wire.mend();
            client.heard().next("connected");
            client.rpc("inbox.ack", idsOf(hears(client, user, 6, 8)));
            hearsNothingBefore(client, user, 9);
            backend.server().kill();
            backend.server().start();
            backend.keeps(user, 10, 12);
            client.heard().next("connected");
            client.rpc("inbox.ack", idsOf(hears(client, user, 10, 12)));
            hearsNothingBefore(client, user, 13);
        }
    }

    /// Nobody can know how much of the first words a connection that broke has taken along.
    @ParameterizedTest
    @EnumSource
    void whoIsCutInTheMiddleOfWhatWaitedHearsAllOfIt(Language language) throws Exception {
        String user = "cut" + language;
        int all = 60;
        for (int n = 1; n <= all; n++) {
            backend.call(
                    "user_publish",
                    Json.object()
                            .put("user", user)
                            .put("keep", true)
                            .set("data", Json.numbered(n).put("x", "x".repeat(20_000))));
        }
        try (Wire wire = new Wire(backend.server().port())) {
            wire.slowDown(200_000);
            SdkClient client = client(language, Served.url(wire.port()), user);
            client.connected();
            Set<Long> heard = new TreeSet<>();
            heard.add(Json.n(client.heard().next("publication", "user:#" + user)));
            wire.cut();
            wire.slowDown(Long.MAX_VALUE);
            wire.mend();
            client.heard().next("connected");
            backend.pushes(user, 1000);
            long n;
            do {
                n = Json.n(client.heard().next("publication", "user:#" + user));
                heard.add(n);
            } while (n != 1000);
            assertThat(heard).hasSize(all + 1).contains(1L, (long) all);
        }
    }

    @Test
    void aBareUserHearsItListsItAndAcknowledgesIt() throws Exception {
        backend.keeps("bare", 1, 3);
        String url = backend.userUrl("?token=" + Backend.token("bare"));
        try (BareSdkClient client = BareSdkClient.open(url)) {
            for (int n = 1; n <= 3; n++) {
                assertThat(client.hears().path("n").asInt()).isEqualTo(n);
            }
            client.says("{\"id\":1,\"method\":\"inbox.list\"}");
            JsonNode messages = client.hears().at("/result/messages");
            assertThat(messages).extracting(Json::n).containsExactly(1L, 2L, 3L);
            long second = messages.at("/1/id").asLong();
            client.says("{\"id\":\"two\",\"method\":\"inbox.ack\",\"params\":{\"up_to\":" + second + "}}");
            JsonNode answer = client.hears();
            assertThat(answer.path("id").asString()).isEqualTo("two");
            assertThat(answer.at("/result/acknowledged").asInt()).isEqualTo(2);
        }
        try (BareSdkClient client = BareSdkClient.open(url)) {
            assertThat(client.hears().path("n").asInt()).isEqualTo(3);
        }
    }
}
