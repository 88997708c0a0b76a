package dev.parley.engine.redis;

import static dev.parley.redis.Script.bytes;

import dev.parley.hub.Answer;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.EngineChannel.Listener;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.HubError;
import dev.parley.hub.Loop;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.redis.Hearer;
import dev.parley.redis.Lane;
import dev.parley.redis.Problem;
import dev.parley.redis.Redis;
import dev.parley.redis.Reply;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells a channel's listener what is published, in order and without gaps. On the channel's lane only, but for what a
/// [Hearer] is told.
///
/// What this node publishes comes twice: with the answer of the script, and as a message. Whichever is first is told
/// ([Arrivals]). What seems to be missing may be on its way; what still is after a moment is read from the history, and what
/// is not there any more is told as a break.
///
/// Redis may have forgotten what was told here: after a restart without all of its log, or when a replica takes over that had
/// not heard everything. So it is told, whenever it is asked where it is, what was seen and told here, and gives the channel
/// a new epoch when that is not what it has.
final class Hearing implements Hearer {

    private static final Logger LOG = LoggerFactory.getLogger(Hearing.class);

    /// Publications, and bytes of them, that are read at once to fill a gap.
    private static final int FILL = 1_000;

    private static final long FILL_BYTES = 1 << 20;

    /// How long a message may take over publish/subscribe before it is looked for.
    private static final long ON_ITS_WAY_MILLIS = 100;

    /// What has no offset and waits behind a gap, at most; with one more, all of it is told at once.
    private static final int BEHIND_GAP = 1_000;

    private enum Ear {
        CLOSED,
        OPENING,
        OPEN
    }

    private final RedisEngine engine;
    private final RedisChannel channel;
    private final Redis redis;
    private final Loop home;
    private final Lane lane;
    private final Keys keys;
    private final Listener listener;
    private final boolean keeps;

    private final Arrivals arrivals = new Arrivals();
    private final Waiting waiting = new Waiting();

    /// What has no offset, and came while there was a gap.
    private final ArrayDeque<Runnable> behindGap = new ArrayDeque<>(2);

    private Ear ear = Ear.CLOSED;
    private @Nullable Answer<Position> opening;
    private Loop.@Nullable Timer givingUp;
    private boolean knowing; // whether Redis was asked where the channel is, since the ear is open
    private boolean asking;
    private boolean askAgain;
    private Lane.@Nullable Turn turn; // while that waits for others
    private boolean lookingSoon;

    /// The highest that was heard of, whether told or not.
    private Place seen = Place.NOWHERE;

    Hearing(RedisEngine engine, RedisChannel channel, Lane lane, Listener listener, boolean keeps) {
        this.engine = engine;
        this.channel = channel;
        this.redis = engine.redis();
        this.home = channel.home();
        this.lane = lane;
        this.keys = channel.keys();
        this.listener = listener;
        this.keeps = keeps;
    }

    Place seen() {
        return seen;
    }

    void saw(Place place) {
        if (!place.epoch().equals(seen.epoch()) || place.offset() >= seen.offset()) {
            seen = place;
        }
    }

    /// Whether nothing waits here.
    boolean isIdle() {
        return waiting.isEmpty() && behindGap.isEmpty();
    }

    // ---- in order

    /// A publication with a position, by whichever way.
    ///
    /// @param before the time of the one before it
    void arrive(String epoch, Publication publication, long before) {
        if (ear == Ear.CLOSED) {
            listener.onPublication(publication); // nobody listens, and there is nothing to be in order with
            return;
        }
        if (!knowing || !epoch.equals(arrivals.top().epoch())) {
            askWhereItIs(); // what it is behind will be known, and that this has happened
            return;
        }
        told(arrivals.take(publication, before));
        if (arrivals.haveDiverged()) {
            askWhereItIs();
        } else if (arrivals.hasGap()) {
            lookSoon();
        }
    }

    private void told(List<Publication> ready) {
        if (!ready.isEmpty()) {
            ready.forEach(listener::onPublication);
            waiting.told(arrivals.top().epoch(), ready.getLast().offset());
        }
        if (!arrivals.hasGap()) {
            letPass();
        }
    }

    /// What has no offset is told in its place among what this node has heard.
    void passing(Runnable task) {
        if (ear == Ear.CLOSED || !arrivals.hasGap()) {
            task.run();
            return;
        }
        behindGap.add(task);
        if (behindGap.size() > BEHIND_GAP) {
            letPass();
        }
    }

    private void letPass() {
        for (Runnable next = behindGap.poll(); next != null; next = behindGap.poll()) {
            next.run();
        }
    }

    /// Runs it after everything up to there was told; at once where nobody listens.
    void whenTold(Position position, Runnable then) {
        Place top = arrivals.top();
        boolean sameEpoch = knowing && position.epoch().equals(top.epoch());
        if (!keeps || ear == Ear.CLOSED || (sameEpoch && position.offset() <= top.offset())) {
            then.run();
            return;
        }
        waiting.add(position, then);
        hurry();
        if (sameEpoch) {
            lookSoon();
        } else {
            askWhereItIs();
        }
    }

    // ---- where Redis is

    /// What is missing may be on its way; soon it is not.
    private void lookSoon() {
        if (lookingSoon) {
            return;
        }
        lookingSoon = true;
        Place told = arrivals.top();
        home.schedule(ON_ITS_WAY_MILLIS, () -> {
            lookingSoon = false;
            if (ear != Ear.OPEN || !knowing) {
                return;
            }
            if (arrivals.top().equals(told)) {
                askWhereItIs();
            } else if (arrivals.hasGap()) {
                lookSoon();
            }
        });
    }

    /// Asks for the channel's place, after which it is known what is missing.
    private void askWhereItIs() {
        if (ear != Ear.OPEN) {
            return;
        }
        if (asking) {
            askAgain = true;
            hurry();
            return;
        }
        inTurn(this::ask);
    }

    /// Asks when few do. When somebody waits for the answer it goes before the others.
    private void inTurn(Consumer<Runnable> question) {
        asking = true;
        turn = lane.inTurn(question);
        hurry();
    }

    private void hurry() {
        if (turn != null && (opening != null || !waiting.isEmpty())) {
            turn.goFirst();
        }
    }

    private void ask(Runnable done) {
        turn = null;
        askAgain = false;
        byte[][] files = {keys.meta(), keys.log()};
        lane.run(keys.bucket(), Scripts.OPEN, files, openArgs(), (reply, problem) -> {
            done.run();
            asking = false;
            if (problem != null) {
                failedOpening(Problem.of(problem));
                return;
            }
            Reply said = Reply.of(reply);
            itIsAt(new Place(said.text(0), said.whole(1), said.whole(2)));
            if (askAgain) {
                askWhereItIs();
            }
        });
    }

    private byte[][] openArgs() {
        Place told = knowing ? arrivals.top() : seen;
        long highest = seen.epoch().equals(told.epoch()) ? Math.max(seen.offset(), told.offset()) : told.offset();
        return new byte[][] {
            bytes(engine.clock().millis()),
            bytes(engine.newEpoch()),
            bytes(told.epoch()),
            bytes(highest),
            bytes(RedisChannel.UNUSED.toMillis()),
            bytes(told.offset()),
            bytes(told.time())
        };
    }

    private void failedOpening(HubError error) {
        Answer<Position> asked = opening;
        if (asked != null) {
            opening = null;
            shut();
            asked.failed(error);
        }
    }

    private void itIsAt(Place place) {
        saw(place);
        if (ear != Ear.OPEN) {
            return;
        }
        Place told = arrivals.top();
        if (!knowing) {
            knowing = true;
            arrivals.startAt(place);
            opened(place.position());
            levelWith(place);
        } else if (!place.epoch().equals(told.epoch()) || arrivals.haveDiverged()) {
            broken(place);
        } else if (place.offset() > told.offset()) {
            fill();
        } else {
            levelWith(told);
        }
    }

    private void levelWith(Place place) {
        waiting.levelWith(place.position());
        if (!arrivals.hasGap()) {
            letPass();
        }
    }

    private void broken(Place now) {
        arrivals.startAt(now);
        listener.onBreak(now.position());
        waiting.runAll();
        letPass();
    }

    /// Reads what is missing from the history.
    private void fill() {
        inTurn(this::readOn);
    }

    private void readOn(Runnable done) {
        turn = null;
        Place from = arrivals.top();
        HistoryQuery query = HistoryQuery.after(from.position(), FILL, FILL_BYTES);
        channel.read(query, Long.toString(from.time()), (page, time, error) -> {
            done.run();
            asking = false;
            if (page == null || ear != Ear.OPEN || !knowing) {
                if (askAgain) {
                    askWhereItIs(); // it was shut and opened meanwhile
                }
                return; // else the next check asks again
            }
            if (!page.complete() && !arrivals.top().equals(from)) {
                askWhereItIs(); // it was asked for what has been told, or does not matter, meanwhile
                return;
            }
            if (!page.complete()) {
                broken(new Place(page.top().epoch(), page.top().offset(), time));
                return;
            }
            if (!page.top().epoch().equals(arrivals.top().epoch())) {
                askWhereItIs();
                return;
            }
            saw(new Place(page.top().epoch(), page.top().offset(), time));
            List<Publication> ready = new ArrayList<>();
            for (Publication publication : page.publications()) {
                if (publication.offset() == arrivals.top().offset() + 1) {
                    ready.addAll(arrivals.takeNext(publication));
                }
            }
            told(ready);
            if (arrivals.top().offset() < page.top().offset() && !arrivals.haveDiverged()) {
                fill();
            } else if (askAgain || arrivals.hasGap() || arrivals.haveDiverged()) {
                askWhereItIs();
            }
        });
    }

    /// Compares what was told with what Redis had a moment ago. What is ahead of it may still be on its way here, so only
    /// what is after a little while is a gap.
    ///
    /// @param top null when Redis does not know the channel
    /// @param atOnce whether nothing can be on its way, since listening has just begun anew
    void compare(@Nullable Place top, boolean atOnce) {
        if (ear != Ear.OPEN || !knowing) {
            return;
        }
        Place told = arrivals.top();
        if (told.equals(top)) {
            levelWith(told);
        } else if (top == null || !top.epoch().equals(told.epoch()) || top.offset() <= told.offset()) {
            askWhereItIs();
        } else if (atOnce) {
            catchUp(top);
        } else {
            lookSoon();
        }
    }

    private void catchUp(Place top) {
        saw(top);
        if (asking) {
            askAgain = true;
        } else {
            fill();
        }
    }

    // ---- the ear

    void open(Answer<Position> answer) {
        if (ear == Ear.OPEN && (knowing || !keeps)) {
            answer.succeeded(keeps ? arrivals.top().position() : RedisChannel.nowhere());
            return;
        }
        opening = answer;
        ear = Ear.OPENING;
        redis.hear(keys.bucket(), keys.ears(), this);
        givingUp =
                home.schedule(redis.options().patience().toMillis(), () -> failedOpening(Problem.of(Problem.away())));
    }

    private void opened(Position position) {
        Answer<Position> asked = opening;
        opening = null;
        stopGivingUp();
        if (asked != null) {
            asked.succeeded(position);
        }
    }

    private void stopGivingUp() {
        Loop.Timer timer = givingUp;
        givingUp = null;
        if (timer != null) {
            timer.cancel();
        }
    }

    void shut() {
        if (ear != Ear.CLOSED) {
            stopGivingUp();
            ear = Ear.CLOSED;
            knowing = false;
            engine.checks().remove(channel);
            redis.unhear(keys.bucket(), keys.ears());
            arrivals.startAt(Place.NOWHERE);
            waiting.runAll();
            letPass();
        }
    }

    /// Where what was told ends.
    Position top() {
        return arrivals.top().position();
    }

    @Override
    public void listens() {
        home.execute(() -> {
            if (ear == Ear.CLOSED) {
                return;
            }
            ear = Ear.OPEN;
            if (!keeps) {
                opened(RedisChannel.nowhere());
                return;
            }
            engine.checks().add(channel);
            if (knowing) {
                engine.checks().soon(channel);
            } else {
                askWhereItIs();
            }
        });
    }

    @Override
    public void hears(byte[] message) {
        Message heard;
        try {
            heard = Message.read(message);
        } catch (IOException strange) {
            LOG.warn("on {}: {}", channel, strange.getMessage());
            return;
        }
        home.execute(() -> hear(heard));
    }

    private void hear(Message heard) {
        if (ear == Ear.CLOSED) {
            return;
        }
        String me = redis.node();
        switch (heard) {
            case Message.Published(String node, String epoch, Publication publication, long before) -> {
                if (publication.offset() > 0) {
                    saw(new Place(epoch, publication.offset(), publication.timeMillis()));
                    arrive(epoch, publication, before);
                } else if (!node.equals(me)) {
                    passing(() -> listener.onPublication(publication));
                }
            }
            case Message.Joined(String node, ClientInfo info) -> {
                if (!node.equals(me)) {
                    listener.onJoin(info);
                }
            }
            case Message.Left(String node, ClientInfo info) -> {
                if (!node.equals(me)) {
                    listener.onLeave(info);
                }
            }
        }
    }
}
