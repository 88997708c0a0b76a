package dev.parley.auth.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Disconnect;
import dev.parley.hub.Draft;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Publishing and calling.
@Timeout(60)
class CommandHooksTest {

    private static final Payload JSON = Payload.json("{\"n\":1.0}");
    private static final Payload BINARY = Payload.binary(ByteBuffer.wrap(new byte[] {1, 2, 3}));

    private final Site site = new Site();
    private TestClient ann;

    @BeforeEach
    void ask() {
        HookOptions publish = site.hook("publish");
        site.use(HookPlan.NONE
                .withPublish(Map.of("chat", publish, "open", publish, "", publish))
                .withRpc(site.hook("rpc"), Map.of("shop", site.hook("shop"))));
        ann = site.ann();
    }

    @AfterEach
    void close() {
        site.close();
    }

    private Draft published(Payload payload, String result) {
        site.backend.answers("/publish", "{\"result\":" + result + "}");
        return site.publishing(ann, "chat:a", payload).value();
    }

    private Payload called(String method, Payload data, String result) {
        site.backend.answers("/rpc", "{\"result\":" + result + "}");
        return site.calling(ann, method, data).value();
    }

    private String head() {
        return "{\"client\":\"" + ann.session.client()
                + "\",\"transport\":\"websocket\",\"protocol\":\"json\",\"encoding\":\"json\",\"user\":\"ann\",";
    }

    // ---- publishing

    @Test
    void theBackendIsToldWhatIsPublished() {
        assertThat(published(JSON, "{}")).isEqualTo(Draft.of(JSON));
        assertThat(site.backend.last().body()).isEqualTo(head() + "\"channel\":\"chat:a\",\"data\":{\"n\":1.0}}");
        published(BINARY, "{}");
        assertThat(site.backend.last().body()).endsWith(",\"b64data\":\"AQID\"}");
        published(Payload.text("hé\""), "{}");
        assertThat(site.backend.last().body()).endsWith(",\"text\":\"hé\\\"\"}");
    }

    @Test
    void theBackendMayReplaceWhatIsPublished() {
        assertThat(published(BINARY, "{\"data\":[1.0]}").payload()).isEqualTo(Payload.json("[1.0]"));
        assertThat(published(JSON, "{\"text\":\"hi\"}").payload()).isEqualTo(Payload.text("hi"));
    }

    @Test
    void base64IsOfTheKindThatWasSent() {
        assertThat(published(BINARY, "{\"b64data\":\"e30=\"}").payload())
                .isEqualTo(Payload.binary(ByteBuffer.wrap(new byte[] {'{', '}'})));
        assertThat(published(JSON, "{\"b64data\":\"e30=\"}").payload()).isEqualTo(Payload.json("{}"));
        assertThat(published(Payload.text("x"), "{\"b64data\":\"e30=\"}").payload())
                .isEqualTo(Payload.text("{}"));
    }

    @Test
    void theBackendMayKeepItOutOfHistory() {
        assertThat(published(JSON, "{\"skip_history\":true}").skipHistory()).isTrue();
        assertThat(published(JSON, "{\"skip_history\":false}").skipHistory()).isFalse();
    }

    @Test
    void whatTheNamespaceDoesNotTakeIsNotPutInPlace() {
        site.backend.answers("/publish", "{\"result\":{\"text\":\"hi\"}}");
        assertThat(site.publishing(ann, "open:a", JSON).error()).isEqualTo(HubError.INTERNAL);
    }

    @Test
    void aChannelThatDoesNotFitItsNamespaceIsNotAskedFor() {
        assertThat(site.publishing(ann, "open:7", JSON).error()).isEqualTo(HubError.BAD_REQUEST);
        assertThat(site.backend.asked).isEmpty();
    }

    @Test
    void refusalsToPublishArePassedOn() {
        site.backend.answers("/publish", "{\"error\":{\"code\":1001,\"message\":\"rude\"}}");
        assertThat(site.publishing(ann, "chat:a", JSON).error()).isEqualTo(new HubError(1001, "rude", false));
        site.backend.answers("/publish", "{\"disconnect\":{\"code\":4500,\"reason\":\"out\"}}");
        assertThat(site.publishing(ann, "chat:a", JSON).error().ending()).isEqualTo(new Disconnect(4500, "out"));
        site.backend.answers("/publish", "{}");
        assertThat(site.publishing(ann, "chat:a", JSON).error()).isEqualTo(HubError.INTERNAL);
    }

    @Test
    void namespacesWithoutAPublishHookAndTheServersChannelsGoByTheRules() {
        assertThat(site.publishing(ann, "own:a", JSON).error()).isEqualTo(HubError.PERMISSION_DENIED);
        assertThat(site.publishing(ann, Site.RESERVED.value(), JSON).error()).isEqualTo(HubError.PERMISSION_DENIED);
        assertThat(site.backend.asked).isEmpty();
    }

    // ---- calling

    @Test
    void theBackendIsToldWhatIsCalled() {
        assertThat(called("sum", JSON, "{\"data\":{\"sum\":1.50}}")).hasToString("{\"sum\":1.50}");
        assertThat(site.backend.last().body()).isEqualTo(head() + "\"method\":\"sum\",\"data\":{\"n\":1.0}}");
    }

    @Test
    void aCallIsAnsweredWithBytesToo() {
        assertThat(called("sum", BINARY, "{\"b64data\":\"AQID\"}")).isEqualTo(BINARY);
    }

    @Test
    void nothingToSayIsAnEmptyObject() {
        assertThat(called("sum", JSON, "{}")).isEqualTo(Payload.json("{}"));
        assertThat(called("sum", BINARY, "{\"data\":null}")).isEqualTo(Payload.json("{}"));
    }

    @Test
    void methodsGoToTheHookOfTheirNamespace() {
        site.backend.answers("/shop", "{\"result\":{\"data\":7}}");
        assertThat(site.calling(ann, "shop:buy:it", JSON).value()).hasToString("7");
        assertThat(site.backend.last().path()).isEqualTo("/shop");
        assertThat(site.backend.last().body()).contains("\"method\":\"shop:buy:it\"");
    }

    @Test
    void methodsWithoutAHookGoToOthers() {
        assertThat(site.calling(ann, "bank:buy", JSON).error()).isEqualTo(HubError.METHOD_NOT_FOUND);
        assertThat(site.calling(ann, ":buy", JSON).error()).isEqualTo(HubError.METHOD_NOT_FOUND);
        assertThat(site.backend.asked).isEmpty();
    }

    @Test
    void refusalsToCallArePassedOn() {
        site.backend.answers("/rpc", "{\"error\":{\"code\":1002,\"message\":\"later\",\"temporary\":true}}");
        assertThat(site.calling(ann, "sum", JSON).error()).isEqualTo(new HubError(1002, "later", true));
        site.backend.answers("/rpc", "{\"disconnect\":{\"code\":4500,\"reason\":\"out\"}}");
        assertThat(site.calling(ann, "sum", JSON).error().ending()).isEqualTo(new Disconnect(4500, "out"));
        site.backend.answers("/rpc", "{}");
        assertThat(site.calling(ann, "sum", JSON).error()).isEqualTo(HubError.INTERNAL);
    }
}
