package dev.parley.e2e.faults;

import dev.parley.redis.RedisServer;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

/// What may happen to a site. Nodes give up on a silent Redis after a second, and on each other after two.
enum Fault {
    REDIS_KILLED("Redis killed and started again", true, true) {
        @Override
        void strike(Site site, Random random) throws IOException, InterruptedException {
            site.redis.kill();
            Thread.sleep(random.nextInt(600));
            site.redis.start();
        }
    },
    REDIS_PAUSED_SHORTLY("Redis paused, shorter than nodes wait", true, true) {
        @Override
        void strike(Site site, Random random) throws IOException, InterruptedException {
            site.redis.signal("STOP");
            Thread.sleep(200 + random.nextInt(500));
            site.redis.signal("CONT");
        }
    },
    REDIS_PAUSED("Redis paused, longer than nodes wait", true, true) {
        @Override
        void strike(Site site, Random random) throws IOException, InterruptedException {
            site.redis.signal("STOP");
            Thread.sleep(1_600 + random.nextInt(1_000));
            site.redis.signal("CONT");
        }
    },
    REDIS_SLOW("Redis slow: 50 to 300 ms, 200 KiB/s", true, true) {
        @Override
        void strike(Site site, Random random) throws InterruptedException {
            for (Site.Node node : site.nodes) {
                node.toRedis.slow(50 + random.nextInt(250), 200 * 1024);
            }
            Thread.sleep(1_500);
            for (Site.Node node : site.nodes) {
                node.toRedis.mend();
            }
        }
    },
    NODE_CUT_OFF("one node cut off from Redis", true, true) {
        @Override
        void strike(Site site, Random random) throws InterruptedException {
            Site.Node node = site.nodes.get(random.nextInt(site.nodes.size()));
            node.toRedis.cut();
            Thread.sleep(100 + random.nextInt(1_000));
            node.toRedis.mend();
        }
    },
    NODE_UNHEARD("one node's words to Redis, and its answers, vanish", true, true) {
        @Override
        void strike(Site site, Random random) throws InterruptedException {
            Site.Node node = site.nodes.get(random.nextInt(site.nodes.size()));
            node.toRedis.silence();
            Thread.sleep(1_000 + random.nextInt(1_000));
            node.toRedis.mend();
        }
    },
    EAR_CUT("one node's publish/subscribe connection cut, three times", true, true) {
        @Override
        void strike(Site site, Random random) throws InterruptedException {
            Site.Node node = site.nodes.get(random.nextInt(site.nodes.size()));
            for (int i = 0; i < 3; i++) {
                node.toRedis.cutEars();
                Thread.sleep(random.nextInt(300));
            }
        }
    },
    NODE_KILLED("one node killed, and another started in its place", true, false) {
        @Override
        void strike(Site site, Random random) throws IOException, InterruptedException {
            Site.Node node = site.nodes.get(random.nextInt(site.nodes.size()));
            node.kill();
            Thread.sleep(random.nextInt(500));
            node.start();
            node.awaitUp();
        }
    },
    NODE_PAUSED("one node paused until the others take it for gone", true, false) {
        @Override
        void strike(Site site, Random random) throws IOException, InterruptedException {
            Site.Node node = site.nodes.get(random.nextInt(site.nodes.size()));
            node.pause();
            Thread.sleep(2_800 + random.nextInt(500));
            node.resume();
        }
    },
    REDIS_FLUSHED("Redis forgets everything", false, true) {
        @Override
        void strike(Site site, Random random) throws IOException {
            RedisServer.redis(site.redis, RedisCommands::flushall);
        }
    },
    REDIS_OLDER("Redis started again with an older copy of its data", false, true) {
        @Override
        void strike(Site site, Random random) throws IOException, InterruptedException {
            Path log = site.redisFolder().resolve("appendonlydir");
            Path copy = site.redisFolder().resolve("copy");
            copy(log, copy);
            Thread.sleep(100 + random.nextInt(500));
            site.redis.kill();
            copy(copy, log);
            site.redis.start();
        }
    };

    final String what;

    /// Whether nothing may be lost by it, with `appendfsync always`.
    final boolean promised;

    /// Whether no client may lose its connection over it.
    final boolean connectionsStay;

    Fault(String what, boolean promised, boolean connectionsStay) {
        this.what = what;
        this.promised = promised;
        this.connectionsStay = connectionsStay;
    }

    /// Comes back when it is over.
    abstract void strike(Site site, Random random) throws IOException, InterruptedException;

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path folder : new Path[] {to, from}) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    if (folder.equals(to)) {
                        Files.delete(file);
                    } else {
                        Files.copy(file, to.resolve(file.getFileName()));
                    }
                }
            }
        }
    }
}
