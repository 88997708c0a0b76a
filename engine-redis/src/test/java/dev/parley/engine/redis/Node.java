package dev.parley.engine.redis;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Draft;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.EngineContract;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.HubError;
import dev.parley.hub.Loops;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.hub.Retention;
import dev.parley.redis.Events;
import dev.parley.redis.Redis;
import dev.parley.redis.RedisOptions;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A node: an engine, and what the listeners of its channels hear. All nodes of a test share its one thread.
final class Node implements AutoCloseable {

    final RedisEngine engine;
    final Redis redis;
    private final Loops loops;

    Node(RedisOptions options, Loops loops, long seed) throws IOException {
        this(options, loops, seed, Events.NONE);
    }

    Node(RedisOptions options, Loops loops, long seed, Events events) throws IOException {
        this.loops = loops;
        redis = new Redis(options, new Random(seed), 2);
        engine = new RedisEngine(redis, InstantSource.system(), new Random(seed), events);
        engine.start((_, _) -> {});
    }

    Channel open(String name, Retention retention) {
        return new Channel(name, retention);
    }

    @Override
    public void close() {
        engine.close();
        redis.close();
    }

    final class Channel implements EngineChannel.Listener {
        final List<String> heard = new ArrayList<>();
        final List<Long> offsets = new ArrayList<>();
        final String name;
        EngineChannel channel;

        private Channel(String name, Retention retention) {
            this.name = name;
            loops.get(0)
                    .enter(() -> channel =
                            engine.open(new ChannelName(name), EngineContract.keeping(retention), loops.get(0), this));
        }

        /// Begins to listen.
        Position listen() {
            Got<Position> got = new Got<>();
            loops.get(0).enter(() -> channel.interest(true, got));
            return got.value();
        }

        void stopListening() {
            Got<Position> got = new Got<>();
            loops.get(0).enter(() -> channel.interest(false, got));
            got.value();
        }

        Got<EngineChannel.Outcome> publish(String text) {
            return publish(Draft.of(Payload.text(text)));
        }

        Got<EngineChannel.Outcome> publish(Draft draft) {
            Got<EngineChannel.Outcome> got = new Got<>();
            loops.get(0).enter(() -> channel.publish(draft, got));
            return got;
        }

        void run(Runnable task) {
            loops.get(0).enter(task);
        }

        Map<String, ClientInfo> presence() {
            Got<Map<String, ClientInfo>> got = new Got<>();
            run(() -> channel.presence(got));
            return got.value();
        }

        List<String> history(Position since) {
            Got<HistoryPage> got = new Got<>();
            run(() -> channel.history(HistoryQuery.after(since, HistoryQuery.ALL, Long.MAX_VALUE), got));
            return got.value().publications().stream()
                    .map(each -> each.payload().toString())
                    .toList();
        }

        @Override
        public void onPublication(Publication publication) {
            heard.add(publication.payload().toString());
            offsets.add(publication.offset());
        }

        @Override
        public void onJoin(ClientInfo info) {
            heard.add("+" + info.client());
        }

        @Override
        public void onLeave(ClientInfo info) {
            heard.add("-" + info.client());
        }

        @Override
        public void onBreak(Position now) {
            heard.add("break");
        }
    }

    /// An answer, once it is there.
    final class Got<T> implements Answer<T> {
        private @Nullable T value;
        private @Nullable HubError error;

        @Override
        public void succeeded(T value) {
            this.value = value;
        }

        @Override
        public void failed(HubError error) {
            this.error = error;
        }

        boolean isThere() {
            return value != null || error != null;
        }

        Got<T> done() {
            loops.await(this::isThere);
            return this;
        }

        T value() {
            done();
            if (value == null) {
                throw new AssertionError("failed: " + error);
            }
            return value;
        }

        @Nullable HubError error() {
            done();
            return error;
        }

        boolean succeeded() {
            done();
            return value != null;
        }
    }
}
