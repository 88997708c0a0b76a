package dev.parley.engine.sqlite;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Draft;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.HubError;
import dev.parley.hub.Loop;
import dev.parley.hub.Namespace;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.hub.Retention;
import dev.parley.hub.memory.Ring;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A channel on its lane: what is under way to the writer, and the newest of what came back.
///
/// The position is known once the writer has told it, in the same queue as what it has committed; so it never runs ahead of
/// what was told to the listener.
final class SqliteChannel implements EngineChannel {

    /// Publications, and bytes of them, that a channel keeps in memory at most.
    private static final int TAIL_LIMIT = 1_000;

    private static final long TAIL_BYTES = 256 * 1024;

    private final SqliteEngine engine;
    private final ChannelName name;
    private final Retention retention;
    private final Loop home;
    private final Waker waker;
    private final Listener listener;

    /// The writer's.
    @Nullable ChannelRow row;

    // ---- on the lane only

    private final Ring tail = new Ring();
    private final Map<String, ClientInfo> present = new LinkedHashMap<>(2);
    private @Nullable Position top;
    private int underWay;

    SqliteChannel(SqliteEngine engine, ChannelName name, Namespace namespace, Loop home, Listener listener) {
        this.engine = engine;
        this.name = name;
        this.retention = namespace.retention();
        this.home = home;
        this.waker = engine.waker(home);
        this.listener = listener;
    }

    ChannelName name() {
        return name;
    }

    Retention retention() {
        return retention;
    }

    Loop home() {
        return home;
    }

    /// Where a channel is that has no history.
    private static Position unknown() {
        return new Position("", 0);
    }

    // ---- publishing

    @Override
    public void publish(Draft draft, Answer<Outcome> answer) {
        boolean kept = retention.keeps() && !draft.skipHistory();
        if (draft.version() > 0 && !kept) {
            answer.failed(HubError.NO_VERSIONS);
            return;
        }
        boolean stored = kept || draft.idempotencyKey() != null;
        if (!stored && underWay == 0) {
            listener.onPublication(new Publication(
                    0, engine.clock().millis(), draft.payload(), draft.publisher(), draft.tags(), draft.delta()));
            answer.succeeded(new Outcome(null, false));
            return;
        }
        ask(new Request.Publish(this, draft, answer), answer);
    }

    private void ask(Request request, Answer<?> answer) {
        if (engine.writer().offer(request)) {
            underWay++;
            waker.atEndOfTurn();
        } else {
            answer.failed(HubError.TOO_MANY_REQUESTS);
        }
    }

    /// A request has come back from the writer.
    void done(Request request) {
        underWay--;
        HubError error = request.error;
        if (error == null && request.top != null) {
            top = request.top;
        }
        switch (request) {
            case Request.Publish publish -> {
                Publication publication = publish.publication;
                if (error != null || publish.outcome == null) {
                    publish.answer.failed(error == null ? HubError.INTERNAL : error);
                    return;
                }
                if (publication != null) {
                    if (publication.offset() > 0) {
                        remember(publication);
                    }
                    listener.onPublication(publication);
                }
                publish.answer.succeeded(publish.outcome);
            }
            case Request.Open open -> answer(open.answer, error, request.top);
            case Request.RemoveHistory remove -> {
                if (error == null) {
                    forgetTail();
                }
                answer(remove.answer, error, request.top);
            }
        }
    }

    private static void answer(Answer<Position> answer, @Nullable HubError error, @Nullable Position position) {
        if (position == null) {
            answer.failed(error == null ? HubError.INTERNAL : error);
        } else {
            answer.succeeded(position);
        }
    }

    // ---- the tail

    private void remember(Publication publication) {
        long before = tail.bytes();
        tail.add(publication);
        while (tail.size() > TAIL_LIMIT || (tail.bytes() > TAIL_BYTES && tail.size() > 1)) {
            tail.removeFirst();
        }
        if (!engine.mayKeep(tail.bytes() - before)) {
            engine.kept(-before);
            tail.clear(publication.offset() + 1);
        }
    }

    private void forgetTail() {
        engine.kept(-tail.bytes());
        tail.clear(top == null ? 1 : top.offset() + 1);
    }

    // ---- reading

    @Override
    public void interest(boolean wanted, Answer<Position> answer) {
        if (!retention.keeps()) {
            answer.succeeded(unknown());
        } else if (top != null) {
            answer.succeeded(top);
        } else if (wanted) {
            ask(new Request.Open(this, answer), answer);
        } else {
            answer.succeeded(unknown());
        }
    }

    @Override
    public void history(HistoryQuery query, Answer<HistoryPage> answer) {
        if (!retention.keeps()) {
            Position since = query.since();
            answer.succeeded(new HistoryPage(List.of(), unknown(), since == null || since.equals(unknown())));
            return;
        }
        Position now = top;
        if (now == null) {
            Answer<Position> then = new Answer<>() {
                @Override
                public void succeeded(Position position) {
                    history(query, answer);
                }

                @Override
                public void failed(HubError error) {
                    answer.failed(error);
                }
            };
            ask(new Request.Open(this, then), then);
            return;
        }
        if (isInTail(query, now)) {
            answer.succeeded(tail.page(query, now, tail.first()));
        } else {
            engine.readers().read(this, query, now, answer);
        }
    }

    /// Whether all that is asked for is in memory, and nothing of it is too old.
    private boolean isInTail(HistoryQuery query, Position now) {
        Position since = query.since();
        if (query.limit() == 0 && since == null) {
            return true;
        }
        if (since != null && !since.epoch().equals(now.epoch())) {
            return true; // the tail's page says so
        }
        if (!query.reverse() && since != null && since.offset() >= now.offset()) {
            return true;
        }
        if (tail.size() == 0 || tail.last() != now.offset()) {
            return false;
        }
        long from;
        if (query.reverse()) {
            long to = since == null ? now.offset() : Math.min(now.offset(), since.offset() - 1);
            from = to - query.limit() + 1;
        } else if (since == null) {
            return false;
        } else {
            from = since.offset() + 1;
        }
        if (from < tail.first() || from > now.offset()) {
            return false;
        }
        boolean within = retention.unlimited() || from > now.offset() - retention.size();
        boolean young = retention.age() == null
                || tail.get(from).timeMillis()
                        > engine.clock().millis() - retention.age().toMillis();
        return within && young;
    }

    @Override
    public void removeHistory(Answer<Position> answer) {
        if (!retention.keeps()) {
            answer.succeeded(unknown());
            return;
        }
        ask(new Request.RemoveHistory(this, answer), answer);
    }

    // ---- who is there

    @Override
    public void enter(ClientInfo info) {
        present.put(info.client(), info);
    }

    @Override
    public void leave(ClientInfo info) {
        present.remove(info.client());
    }

    @Override
    public void joined(ClientInfo info) {
        listener.onJoin(info);
    }

    @Override
    public void left(ClientInfo info) {
        listener.onLeave(info);
    }

    @Override
    public void presence(Answer<Map<String, ClientInfo>> answer) {
        answer.succeeded(Map.copyOf(present));
    }

    @Override
    public boolean isIdle() {
        return underWay == 0 && present.isEmpty();
    }

    @Override
    public void close() {
        forgetTail();
        engine.closed(this);
    }
}
