package dev.parley.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What can't be used is refused at the start, with one sentence that says what to do.
class RefusedTest {

    @TempDir
    static Path folder;

    private static RedisServer plain;
    private static RedisServer inCluster;
    private static RedisServer sentinel;
    private static SecuredRedis secured;

    @BeforeAll
    static void start() throws IOException {
        Path users = Files.writeString(folder.resolve("users.acl"), """
                user default on nopass ~* &* +@all
                user deaf on >secret ~* resetchannels +@all
                user mute on >secret ~* &* +@all -eval
                user blind on >secret ~* &* +@all -info
                """);
        plain = RedisServer.start(folder.resolve("plain"), "--aclfile", users.toString());
        inCluster = RedisServer.start(
                folder.resolve("cluster"),
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                Integer.toString(RedisServer.freePort()));
        Path own = Files.createDirectories(folder.resolve("sentinel"));
        Path file = Files.writeString(
                own.resolve("sentinel.conf"), "sentinel monitor ours 127.0.0.1 " + plain.port() + " 1\n");
        sentinel = RedisServer.start(own, file.toString(), "--sentinel");
        secured = SecuredRedis.start(folder.resolve("secured"), "user parley on >secret ~* &* +@all");
    }

    @AfterAll
    static void stop() {
        plain.close();
        inCluster.close();
        sentinel.close();
        secured.close();
    }

    private static String refused(Topology topology, Access access) {
        return refused(RedisOptions.of(topology, "one").withAccess(access));
    }

    private static String refused(RedisOptions options) {
        try (Redis redis = new Redis(options, new Random(1), 1)) {
            Throwable failed = catchThrowable(redis::start);
            assertThat(failed).isInstanceOf(IOException.class);
            return failed.getMessage();
        }
    }

    private static String refused(String address, Access access) {
        return refused(new Topology.Standalone(List.of(address)), access);
    }

    private static String refusedCluster(String address) {
        return refused(new Topology.Cluster(List.of(address)), Access.OPEN);
    }

    private static Access user(String name, String password) {
        return new Access(name, password, 0, null);
    }

    private static Access over(Access.Tls tls) {
        return new Access("parley", "secret", 0, tls);
    }

    private static String at(RedisServer server) {
        return "127.0.0.1:" + server.port() + ": ";
    }

    @Test
    void anotherPassword() {
        String where = "can't use Redis at " + at(plain);
        String sentence = "it wants another user or password: set engine.redis.user and engine.redis.password";
        assertThat(refused(plain.address(), user("deaf", "other"))).isEqualTo(where + sentence);
        assertThat(refused("redis://deaf:other@127.0.0.1:" + plain.port(), Access.OPEN))
                .isEqualTo(where + sentence);
        assertThat(refused(
                        secured.address(),
                        new Access(null, null, 0, secured.certificates().client())))
                .endsWith(sentence);
    }

    @Test
    void aUserWhoMayNotDoWhatNodesDo() {
        for (String name : List.of("deaf", "mute", "blind")) {
            assertThat(refused(plain.address(), user(name, "secret")))
                    .startsWith("can't use Redis")
                    .contains("its user may not do that (NOPERM")
                    .endsWith("docs/scale.md lists what it needs");
        }
    }

    @Test
    void anAuthorityThatNodesDoNotTrust() throws IOException {
        Certificates others = Certificates.make(folder.resolve("others"));
        assertThat(refused(secured.address(), over(others.client())))
                .contains("no TLS connection can be made")
                .endsWith("see engine.redis.tls, and whether Redis wants TLS there");
        assertThat(refused(secured.address(), over(Access.Tls.DEFAULT))).contains("no TLS connection can be made");
        assertThat(refused(
                        secured.address(),
                        over(new Access.Tls(secured.certificates().file("ca.pem"), null, null, false))))
                .contains("no TLS connection can be made");
    }

    @Test
    void plainWhereTlsIsWantedAndTheOtherWayRound() {
        assertThat(refused(secured.address().replace("rediss", "redis"), Access.OPEN))
                .contains("it has closed the connection", "perhaps it wants TLS there");
        RedisOptions overTls = RedisOptions.at(plain.address(), "one").withAccess(over(Access.Tls.DEFAULT));
        assertThat(refused(overTls.withPatience(Duration.ofMillis(500))))
                .endsWith("it has not answered for 500 ms (engine.redis.io_timeout); does it speak TLS there?");
    }

    @Test
    void aDatabaseThatIsNotThere() {
        assertThat(refused(plain.address(), new Access(null, null, 99, null)))
                .isEqualTo(
                        "can't use Redis at " + at(plain) + "it has no database of that number: see engine.redis.db");
    }

    @Test
    void aDatabaseInACluster() {
        assertThat(refusedCluster(inCluster.address() + "/1"))
                .endsWith("a Cluster has no databases: leave out engine.redis.db, and set engine.redis.prefix");
        assertThat(refused(new Topology.Cluster(List.of(inCluster.address())), new Access(null, null, 1, null)))
                .endsWith("a Cluster has no databases: leave out engine.redis.db, and set engine.redis.prefix");
    }

    @Test
    void oneByItselfNamedAsACluster() {
        assertThat(refusedCluster(plain.address()))
                .isEqualTo("can't use the Redis Cluster at " + at(plain)
                        + "it is not part of a Cluster: name it with engine.redis.address");
    }

    @Test
    void aPartOfAClusterNamedAsOneByItself() {
        assertThat(refused(inCluster.address(), Access.OPEN))
                .isEqualTo("can't use Redis at " + at(inCluster)
                        + "it is part of a Cluster: name it with engine.redis.cluster_address");
    }

    @Test
    void aClusterThatIsNotWhole() {
        assertThat(refusedCluster(inCluster.address()))
                .isEqualTo("the Redis Cluster at " + at(inCluster).replace(": ", "")
                        + " does not carry all slots: see `redis-cli --cluster check`");
    }

    @Test
    void aReplica() throws IOException {
        RedisServer replica = RedisServer.start(
                folder.resolve("replica"),
                "--replicaof",
                "127.0.0.1 " + plain.port(),
                "--repl-diskless-sync-delay",
                "0");
        try (replica) {
            assertThat(refused(replica.address(), Access.OPEN))
                    .isEqualTo("can't use Redis at " + at(replica) + "it is a replica, which takes no writes:"
                            + " name its master, or the sentinels that know it (engine.redis.sentinel_address)");
        }
    }

    @Test
    void aMasterThatNoSentinelKnows() {
        assertThat(refused(new Topology.Sentinel(List.of(sentinel.address()), "other", Access.OPEN), Access.OPEN))
                .isEqualTo("can't use Redis at master other: no sentinel says where it is: " + at(sentinel)
                        + "it knows no master of that name (engine.redis.sentinel_master_name)");
    }

    @Test
    void noSentinel() {
        assertThat(refused(new Topology.Sentinel(List.of(plain.address()), "ours", Access.OPEN), Access.OPEN))
                .isEqualTo("can't use Redis at master ours: no sentinel says where it is: " + at(plain)
                        + "it is no sentinel");
    }

    @Test
    void tooOld() throws IOException {
        try (FakeRedis old = new FakeRedis("6.0.16", false);
                FakeRedis oldCluster = new FakeRedis("6.2.14", true)) {
            assertThat(refused(old.address(), Access.OPEN))
                    .endsWith("Redis 6.0.16 is too old: use 6.2 or newer, best 7 or newer");
            assertThat(refusedCluster(oldCluster.address()))
                    .contains("Redis 6.2.14 has no sharded publish/subscribe, without which")
                    .endsWith("use 7.0 or newer for a Cluster, or several Redis by themselves (engine.redis.address)");
        }
    }
}
