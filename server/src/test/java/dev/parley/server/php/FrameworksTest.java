package dev.parley.server.php;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.Peer;
import dev.parley.server.Signed;
import dev.parley.server.Started;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What docs/php has for Yii and Laravel, run by a real PHP against a real server, upon stand-ins for their base classes.
class FrameworksTest {

    private static final Path STAND_INS =
            Path.of("src/test/resources/php").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @BeforeAll
    static void phpIsThere() {
        Php.mustBeThere();
    }

    /// Runs a script that has the framework's classes and ours.
    private Php.Ran run(Started server, String framework, String script) throws Exception {
        String ours = framework.equals("yii")
                ? "require '%s/yii2/Parley.php';".formatted(Php.EXAMPLES)
                : """
                require '%1$s/laravel/ParleyBroadcaster.php';
                require '%1$s/laravel/ParleyServiceProvider.php';
                $app = new Site\\App();
                $config = ['url' => getenv('SITE_URL'), 'key' => getenv('SITE_KEY'), 'token_secret' => getenv('SITE_SECRET')];
                $app['config'] = ['broadcasting.connections.parley' => $config];
                $provider = new App\\Providers\\ParleyServiceProvider($app);
                $provider->register();
                $provider->boot();
                $broadcaster = Illuminate\\Support\\Facades\\Broadcast::make('parley', $app, $config);
                """.formatted(Php.EXAMPLES);
        Path file = Files.writeString(
                folder.resolve("site.php"),
                "<?php\nrequire '" + STAND_INS + "/" + framework + ".php';\n" + ours + script);
        return Php.run(
                Map.of(
                        "SITE_URL",
                        "http://127.0.0.1:" + server.port(),
                        "SITE_KEY",
                        Objects.requireNonNull(server.server().keys()).api(),
                        "SITE_SECRET",
                        server.tokenSecret()),
                "-d",
                "error_reporting=-1",
                "-d",
                "display_errors=stderr",
                file.toString());
    }

    private static Peer sdk(Started server, String user) throws Exception {
        String token = Signed.token(server.tokenSecret(), "{\"sub\":\"" + user + "\"}");
        Peer peer = Peer.open(server.ws("/connection/websocket"))
                .say("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
        assertThat(peer.hears()).startsWith("{\"id\":1,\"connect\":{");
        return peer;
    }

    private static String subscribed(Peer peer, String channel, String token) throws Exception {
        return peer.say("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\",\"token\":\"" + token + "\"}}")
                .hears();
    }

    // ---- Yii

    private static final String COMPONENT = """
            $parley = new app\\components\\Parley([
                'url' => getenv('SITE_URL'), 'key' => getenv('SITE_KEY'), 'tokenSecret' => getenv('SITE_SECRET'),
                'timeoutSeconds' => 10,
            ]);
            """;

    @Test
    void theYiiComponentPublishesToAUserAndToAll() throws Exception {
        try (Started server = Started.with();
                Peer user = Peer.open(server.ws("/user?user=42"))) {
            server.awaitSessions("42", 1);
            Php.Ran ran = run(server, "yii", COMPONENT + """
                    echo $parley->userPublish(42, ['title' => 'You have mail'])['sessions'];
                    $parley->allPublish(['notice' => 1]);
                    """);
            assertThat(ran).isEqualTo(new Php.Ran(0, "1", ""));
            assertThat(user.hears()).isEqualTo("{\"title\":\"You have mail\"}");
            assertThat(user.hears()).isEqualTo("{\"notice\":1}");
        }
    }

    @Test
    void everyMethodOfTheYiiComponentIsAnswered() throws Exception {
        try (Started server = Started.with()) {
            Php.Ran ran = run(server, "yii", COMPONENT + """
                    $parley->publish('news', ['n' => 1]);
                    $parley->broadcast(['news', 'sport'], ['n' => 2]);
                    $history = $parley->history('news');
                    $parley->disconnect(42);
                    echo json_encode([
                        array_column(array_column($history['publications'], 'data'), 'n'),
                        $parley->presence('news'),
                        $parley->call('info')['nodes'][0]['num_clients'],
                        count(explode('.', $parley->token(42))),
                        count(explode('.', $parley->subscriptionToken(42, '$room'))),
                    ]);
                    """);
            assertThat(ran).isEqualTo(new Php.Ran(0, "[[1,2],[],0,3,3]", ""));
        }
    }

    // ---- Laravel

    private static final String RULES = """
            $broadcaster->channel('orders.{id}', fn ($user, $id) => $user->getAuthIdentifier() === 42 && $id === '7');
            $broadcaster->channel('room.{id}', fn ($user, $id) => ['id' => $user->getAuthIdentifier(), 'name' => 'Ann']);
            """;

    /// What asking for a token of a channel prints.
    private Php.Ran asks(Started server, String user, String channel) throws Exception {
        return run(server, "laravel", RULES + """
                try {
                    echo $broadcaster->auth(new Site\\Request(%s, '%s'))['token'];
                } catch (Symfony\\Component\\HttpKernel\\Exception\\AccessDeniedHttpException $denied) {
                    echo 'denied';
                }
                """.formatted(user, channel));
    }

    private static final String ANN = "new Site\\User(42)";

    /// The namespaces that its channels are in; for nobody without a token.
    private static Started server() throws Exception {
        return Started.with("channel.namespaces", """
                [{"name": "private"}, {"name": "presence", "presence": true, "join_leave": true,
                "force_push_join_leave": true, "allow_presence_for_subscriber": true}]""".replace('\n', ' '));
    }

    @Test
    void laravelBroadcastsReachThePublicAndThePrivateChannel() throws Exception {
        try (Started server = server();
                Peer everybody = sdk(server, "1");
                Peer ann = sdk(server, "42")) {
            assertThat(subscribed(everybody, "news", "")).startsWith("{\"id\":2,\"subscribe\":{");
            String token = asks(server, ANN, "private-orders.7").out();
            assertThat(subscribed(ann, "$private:orders.7", token)).startsWith("{\"id\":2,\"subscribe\":{");
            Php.Ran ran = run(server, "laravel", """
                    use Illuminate\\Broadcasting\\Channel;
                    use Illuminate\\Broadcasting\\PrivateChannel;
                    $broadcaster->broadcast(
                        [new Channel('news'), new PrivateChannel('orders.7')], 'Shipped', ['n' => 1, 'socket' => 's']);
                    $broadcaster->broadcast([], 'Nobody', []);
                    $broadcaster->broadcast(['news'], 'Empty', []);
                    """);
            assertThat(ran).isEqualTo(new Php.Ran(0, "", ""));
            String shipped = "{\"event\":\"Shipped\",\"data\":{\"n\":1},\"socket\":\"s\"}";
            assertThat(everybody.hears()).contains("\"channel\":\"news\"", shipped);
            assertThat(everybody.hears()).contains("{\"event\":\"Empty\",\"data\":{}}");
            assertThat(ann.hears()).contains("\"channel\":\"$private:orders.7\"", shipped);
        }
    }

    @Test
    void aChannelThatIsNotThereIsNamedInTheException() throws Exception {
        try (Started server = server()) {
            Php.Ran ran = run(server, "laravel", """
                    try {
                        $broadcaster->broadcast(['news', 'nowhere:x'], 'E', []);
                    } catch (Illuminate\\Broadcasting\\BroadcastException $failed) {
                        echo $failed->getMessage();
                    }
                    """);
            assertThat(ran).isEqualTo(new Php.Ran(0, "Parley did not publish on nowhere:x: unknown channel (102)", ""));
        }
    }

    @Test
    void aTokenIsForWhomTheRuleLetsInAndForNoOtherChannel() throws Exception {
        try (Started server = server();
                Peer ann = sdk(server, "42");
                Peer ben = sdk(server, "43")) {
            String token = asks(server, ANN, "$private:orders.7").out();
            assertThat(subscribed(ann, "$private:orders.8", token)).contains("\"code\":103");
            assertThat(subscribed(ben, "$private:orders.7", token)).contains("\"code\":103");
            assertThat(subscribed(ann, "$private:orders.7", token)).startsWith("{\"id\":2,\"subscribe\":{");
            assertThat(asks(server, ANN, "$private:orders.8").out()).isEqualTo("denied");
            assertThat(asks(server, "new Site\\User(43)", "private-orders.7").out())
                    .isEqualTo("denied");
            assertThat(asks(server, "null", "private-orders.7").out()).isEqualTo("denied");
            assertThat(asks(server, ANN, "orders.7").out()).isEqualTo("denied");
            assertThat(asks(server, ANN, "$orders.7").out()).isEqualTo("denied");
            assertThat(asks(server, ANN, "private-encrypted-orders.7").out()).isEqualTo("denied");
        }
    }

    @Test
    void whatThePresenceRuleReturnsIsShownToAll() throws Exception {
        try (Started server = server();
                Peer ann = sdk(server, "42");
                Peer ben = sdk(server, "43")) {
            String his = asks(server, "new Site\\User(43)", "presence-room.1").out();
            assertThat(subscribed(ben, "$presence:room.1", his)).startsWith("{\"id\":2,\"subscribe\":{");
            String hers = asks(server, ANN, "presence-room.1").out();
            assertThat(subscribed(ann, "$presence:room.1", hers)).startsWith("{\"id\":2,\"subscribe\":{");
            String joined = ben.hears();
            while (!joined.contains("\"user\":\"42\"")) {
                joined = ben.hears();
            }
            assertThat(joined).contains("\"join\":{", "{\"id\":42,\"name\":\"Ann\"}");
            ben.say("{\"id\":3,\"presence\":{\"channel\":\"$presence:room.1\"}}");
            assertThat(ben.hears()).contains("{\"id\":42,\"name\":\"Ann\"}", "{\"id\":43,\"name\":\"Ann\"}");
        }
    }

    @Test
    void theProviderHasOneParleyForWhoeverAsks() throws Exception {
        try (Started server = server()) {
            Php.Ran ran = run(server, "laravel", """
                    $one = $app->make(Parley::class);
                    var_dump($one === $app->make(Parley::class), $one->call('info')['nodes'][0]['num_clients']);
                    """);
            assertThat(ran).isEqualTo(new Php.Ran(0, "bool(true)\nint(0)\n", ""));
        }
    }
}
