package dev.parley.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.engine.sqlite.Durability;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Namespace;
import dev.parley.hub.Namespace.Allow;
import dev.parley.hub.Namespace.Feature;
import dev.parley.hub.Payload;
import dev.parley.hub.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagingConfigTest {

    @TempDir
    Path folder;

    @Test
    void withoutAFileChannelsWithoutNamespaceAreOpenAndRemember() throws Exception {
        MessagingConfig config = ServerConfig.of(Loader.load(Options.SCHEMA, null, folder, Map.of(), List.of()))
                .messaging();
        Namespace open = namespace(config, "lobby");
        assertThat(open.retention()).isEqualTo(new Retention(100_000, Duration.ofDays(7), Duration.ofDays(30)));
        assertThat(open.recovery()).isEqualTo(Feature.FORCED);
        assertThat(open.presence() && open.joinLeave() && open.delta() && open.tagsFilter())
                .isTrue();
        assertThat(open.raw()).isFalse();
        assertThat(open.allow()).hasSize(11).doesNotContain(Allow.USER_LIMITED_CHANNELS);
        assertThat(config.anonymous()).isTrue();
        assertThat(config.insecure()).isFalse();
        assertThat(config.hub().recoveryLimit()).isZero();
        assertThat(config.engine().type()).isEqualTo(MessagingOptions.EngineType.SQLITE);
        assertThat(config.engine().path()).isEqualTo(Path.of("parley-data"));
        assertThat(config.engine().durability()).isEqualTo(Durability.PROCESS);
        assertThat(config.engine().isShared()).isFalse();
    }

    @Test
    void withAFileWhatItDoesNotNameHasTheEcosystemsDefaultButTheEngine() throws Exception {
        MessagingConfig config = config("log: {level: warn}");
        Namespace closed = namespace(config, "lobby");
        assertThat(closed).isEqualTo(Namespace.named(""));
        assertThat(config.anonymous()).isFalse();
        assertThat(config.hub().recoveryLimit()).isEqualTo(300);
        assertThat(config.engine().type()).isEqualTo(MessagingOptions.EngineType.SQLITE);
        assertThat(namespace(config, "news:1")).isNull();
        assertThat(namespace(config, "chat:lobby")).isNotNull();
    }

    @Test
    void everyOptionOfANamespaceIsRead() throws Exception {
        Settings settings = load("""
                channel:
                  publication_data_format: json
                  namespaces:
                    - {name: other}
                    - name: news
                      presence: true
                      join_leave: true
                      force_push_join_leave: true
                      history_size: 10
                      history_ttl: 300s
                      history_meta_ttl: 1h
                      force_positioning: true
                      allow_positioning: true
                      force_recovery: true
                      allow_recovery: true
                      force_recovery_mode: cache
                      allowed_delta_types: [fossil]
                      delta_publish: true
                      allow_tags_filter: true
                      allow_subscribe_for_client: true
                      allow_publish_for_subscriber: true
                      allow_history_for_anonymous: true
                      channel_regex: '^[a-z]+$'
                      publication_data_format: binary
                      raw: true
                      conflate: true
                """);
        MessagingConfig config = ServerConfig.of(settings).messaging();
        Namespace news = namespace(config, "news:1");
        assertThat(news).isNotNull();
        assertThat(news.retention()).isEqualTo(new Retention(10, Duration.ofMinutes(5), Duration.ofHours(1)));
        assertThat(news.positioning()).isEqualTo(Feature.FORCED);
        assertThat(news.recovery()).isEqualTo(Feature.FORCED);
        assertThat(news.recoveryMode()).isEqualTo(Namespace.RecoveryMode.CACHE);
        assertThat(news.allow())
                .containsExactlyInAnyOrder(
                        Allow.SUBSCRIBE_FOR_CLIENT, Allow.PUBLISH_FOR_SUBSCRIBER, Allow.HISTORY_FOR_ANONYMOUS);
        assertThat(news.channelPattern()).hasToString("^[a-z]+$");
        assertThat(news.dataFormat()).isEqualTo(Payload.Kind.BINARY);
        assertThat(namespace(config, "other:1").dataFormat()).isEqualTo(Payload.Kind.JSON);
        assertThat(news.raw() && news.conflate() && news.delta() && news.deltaPublish() && news.tagsFilter())
                .isTrue();
        assertThat(news.presence() && news.joinLeave() && news.forcePushJoinLeave())
                .isTrue();
        assertThat(settings.get(MessagingOptions.NAMESPACES).getFirst().unread())
                .isEmpty();
    }

    @Test
    void aHistoryWithoutEndHasAPositionWithoutEnd() throws Exception {
        MessagingConfig config =
                config("channel: {without_namespace: {history_size: unlimited, history_ttl: unlimited}}");
        assertThat(namespace(config, "a").retention()).isEqualTo(new Retention(Retention.UNLIMITED, null, null));
    }

    @Test
    void withoutAFileDefaultsGiveWayToWhatIsSet() throws Exception {
        Settings settings = Loader.load(
                Options.SCHEMA, null, folder, Map.of("PARLEY_CHANNEL_WITHOUT_NAMESPACE_HISTORY_SIZE", "0"), List.of());
        Namespace open = namespace(ServerConfig.of(settings).messaging(), "a");
        assertThat(open.retention()).isEqualTo(Retention.NONE);
        assertThat(open.recovery()).isEqualTo(Feature.OFF);
    }

    @Test
    void theBoundariesOfNamesAreReadAndMayBeEmpty() throws Exception {
        MessagingConfig config = config("""
                chat: {enabled: false}
                channel: {private_prefix: '', namespace_boundary: '/', user_boundary: '!', user_separator: ';', max_length: 100,
                    namespaces: [{name: news}]}
                """);
        assertThat(config.namespaces().syntax())
                .isEqualTo(new dev.parley.hub.Namespaces.Syntax("", "/", "!", ";", 100));
        assertThat(namespace(config, "news/1")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        channel: {without_namespace: {force_recovery: true}}                  | `channel.without_namespace.force_recovery` needs history: set history_size and history_ttl beside it
        channel: {namespaces: [{name: aa, conflate: true, history_size: 1, history_ttl: 1s, allow_positioning: true}]} | `conflate` leaves publications out, of which positioning would have to tell: switch one of them off
        channel: {namespaces: [{name: aa, force_positioning: true}]}          | `force_positioning` needs history: set history_size and history_ttl beside it
        channel: {namespaces: [{name: aa, history_size: 10}]}                 | `history_size` needs `history_ttl` beside it: history takes both
        channel: {namespaces: [{name: aa, history_ttl: 10s}]}                 | `history_ttl` needs `history_size` beside it: history takes both
        channel: {namespaces: [{name: aa, history_size: 1, history_ttl: 721h}]} | `history_ttl` (721h) must not be longer than `channel.history_meta_ttl` (720h)
        channel: {namespaces: [{name: aa}, {name: aa}]}                       | there is a namespace `aa` already, at FILE:1
        channel: {namespaces: [{presence: true}]}                             | an entry of `channel.namespaces` needs a `name`
        {channel: {namespaces: [{name: chat}]}, chat: {enabled: true}} | the namespace `chat` is the chat page's: set `chat.enabled: false`, or take another name
        {channel: {namespace_boundary: '/'}, chat: {enabled: true}} | the chat page's channels are `chat:ROOM`: set `chat.enabled: false` to have another `channel.namespace_boundary`
        channel: {namespaces: [{name: 'a b'}]}                                | `name` must be 2 or more letters, digits, `-`, `_` or `.`, such as news, got `a b`
        channel: {namespaces: [{name: aa, allowed_delta_types: [xdelta]}]}    | `allowed_delta_types` must be one of fossil, got `xdelta`
        channel: {namespaces: [{name: aa, force_recovery_mode: all}]}         | `force_recovery_mode` must be one of stream, cache, got `all`
        channel: {namespaces: [{name: aa, channel_regex: '('}]}               | `channel_regex` must be a regular expression, got `(`
        channel: {namespaces: [{name: aa, publication_data_format: xml}]}     | `publication_data_format` must be one of json, text, binary, got `xml`
        channel: {namespaces: [{name: aa, history_size: 1, history_ttl: 1s, allow_recovery: true, conflate: true}]} | `conflate` leaves publications out, which `force_recovery_mode: stream` promises to bring: set that to cache, or switch recovery off
        client: {ping_interval: 5s}                                           | `client.pong_timeout` (8s) must be shorter than `client.ping_interval` (5s)
        client: {ping_interval: 500ms}                                        | `client.ping_interval` is 0 (never) or at least 1s
        client: {write_delay: 21ms}                                           | `client.write_delay` must be a duration from 0 to 20ms, such as 25s or 1h30m, got `21ms`
        {websocket: {disabled: true}, chat: {enabled: true}} | `websocket.disabled`: the chat page is served with an SDK: set `chat.enabled: false` as well
        engine: {type: nats}                                                  | `engine.type` must be one of memory, sqlite, redis, got `nats`
        """)
    void contradictionsAreSaidInOneSentence(String text, String sentence) {
        Path file = folder.resolve("parley.yaml");
        assertThatThrownBy(() -> config(text)).hasMessage(file + ":1: " + sentence.replace("FILE", file.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "channel: {namespaces: [{name: chat}]}",
                "channel: {namespace_boundary: '/'}",
                "websocket: {disabled: true}",
            })
    void theChatPageGivesWayToWhatItCantBeServedWithUnlessItWasAskedFor(String text) throws Exception {
        Settings settings = load(text);
        assertThat(ServerConfig.of(settings).chat().enabled()).isFalse();
        assertThat(settings.warnings())
                .singleElement()
                .asString()
                .startsWith(folder.resolve("parley.yaml") + ":1: the chat page is off: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"allow_recovery", "allow_positioning"})
    void whatDoesNothingWithoutHistoryIsAWarning(String option) throws Exception {
        Settings settings = load("channel: {namespaces: [{name: news, " + option + ": true}]}");
        ServerConfig.of(settings);
        assertThat(settings.warnings())
                .containsExactly(folder.resolve("parley.yaml") + ":1: `" + option
                        + "` does nothing without history: history_size and history_ttl are not set beside it");
    }

    @Test
    void zeroMeansNoLimitAsInTheEcosystem() throws Exception {
        MessagingConfig config = config("client: {channel_limit: 0, history_max_publication_limit: 0}");
        assertThat(config.hub().channelLimit()).isEqualTo(Integer.MAX_VALUE);
        assertThat(config.hub().historyPageLimit()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aNamespaceNamedChatIsTheOwnersWhenTheChatIsOff() throws Exception {
        MessagingConfig config = config("{chat: {enabled: false}, channel: {namespaces: [{name: chat}]}}");
        assertThat(namespace(config, "chat:lobby")).isEqualTo(Namespace.named("chat"));
    }

    private static Namespace namespace(MessagingConfig config, String channel) {
        return config.namespaces().of(new ChannelName(channel));
    }

    private MessagingConfig config(String text) throws Exception {
        return ServerConfig.of(load(text)).messaging();
    }

    private Settings load(String text) throws Exception {
        Files.writeString(folder.resolve("parley.yaml"), text);
        return Loader.load(Options.SCHEMA, null, folder, Map.of(), List.of());
    }
}
