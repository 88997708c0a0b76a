package dev.parley.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A channel at home: the one place where it is decided in which order things happen on it. On its lane, the loop it is at
/// home on, only.
///
/// It stands between the [EngineChannel], which gives positions and remembers, and the audiences on the loops.
final class Home implements EngineChannel.Listener {

    /// What a new subscription needs to know.
    ///
    /// @param top the channel's position at a moment after which everything is told to the audience
    /// @param page what was asked of the history, or null when nothing was
    record Start(Position top, @Nullable HistoryPage page) {}

    private enum Interest {
        NONE,
        ASKED,
        THERE
    }

    final ChannelName name;
    private final Namespace namespace;
    private final Shard lane;
    private final EngineChannel channel;
    private final Observer observer;

    /// Whether the observer hears what is published.
    private final boolean observed;

    /// By loop; null where nobody is subscribed.
    private final @Nullable Audience[] audiences;

    private int listening;
    private Interest interest = Interest.NONE;
    private List<Answer<Position>> attaching = new ArrayList<>(1);
    private String epoch = "";
    private long offset;

    Home(ChannelName name, Namespace namespace, Shard lane, Engine engine, Observer observer, int loops) {
        this.name = name;
        this.namespace = namespace;
        this.lane = lane;
        this.observer = observer;
        observed = observer.wantsPublications(name, namespace);
        audiences = new @Nullable Audience[loops];
        channel = engine.open(name, namespace, lane.loop, this);
    }

    // ---- publishing

    void publish(Draft draft, Answer<Published> answer) {
        for (Audience audience : audiences) {
            if (audience != null
                    && audience.shard.backlog.get() > lane.options().backlogBytes()) {
                answer.failed(HubError.TOO_MANY_REQUESTS);
                return;
            }
        }
        HubError refusal = observed ? observer.refusesPublication(name, draft) : null;
        if (refusal != null) {
            answer.failed(refusal);
            return;
        }
        channel.publish(draft, new Answer<>() {
            @Override
            public void succeeded(EngineChannel.Outcome outcome) {
                if (outcome.outdated()) {
                    answer.succeeded(new Published(outcome.position(), false, true, 0));
                    return;
                }
                lane.countPublished();
                Published published = new Published(
                        outcome.position(), outcome.repeated(), false, outcome.repeated() ? 0 : sessions());
                if (observed) {
                    observer.onPublished(
                            name, draft, outcome.position(), new Then<>(answer, _ -> answer.succeeded(published)));
                } else {
                    answer.succeeded(published);
                }
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }

    private int sessions() {
        int sessions = 0;
        for (Audience audience : audiences) {
            if (audience != null) {
                sessions += audience.size;
            }
        }
        return sessions;
    }

    // ---- what the engine says

    @Override
    public void onPublication(Publication publication) {
        if (publication.offset() > 0) {
            offset = publication.offset();
        }
        tell(new Happening.Published(publication));
    }

    @Override
    public void onJoin(ClientInfo info) {
        tell(new Happening.Joined(info));
    }

    @Override
    public void onLeave(ClientInfo info) {
        tell(new Happening.Left(info));
    }

    @Override
    public void onBreak(Position now) {
        at(now);
        tell(new Happening.Broken(now));
    }

    private void at(Position position) {
        epoch = position.epoch();
        offset = position.offset();
    }

    private void tell(Happening happening) {
        if (listening == 0) {
            return;
        }
        int cost = happening.cost();
        for (Audience audience : audiences) {
            if (audience != null) {
                audience.shard.backlog.addAndGet(cost);
                if (audience.shard == lane) {
                    audience.arrive(happening);
                } else {
                    audience.shard.loop.execute(() -> audience.arrive(happening));
                }
            }
        }
    }

    // ---- subscribers

    /// A subscription begins.
    ///
    /// @param query what it wants of the history, or null
    /// @param answer called on this lane
    void subscribe(Subscription subscription, @Nullable HistoryQuery query, Answer<Start> answer) {
        attach(subscription.audience, new Answer<>() {
            @Override
            public void succeeded(Position position) {
                if (subscription.left) {
                    answer.failed(HubError.BAD_REQUEST); // it was unsubscribed meanwhile
                    return;
                }
                enter(subscription);
                if (query == null) {
                    answer.succeeded(new Start(position, null));
                } else {
                    channel.history(query, new Mapped<HistoryPage, Start>(answer) {
                        @Override
                        public void succeeded(HistoryPage page) {
                            answer.succeeded(new Start(position, page));
                        }
                    });
                }
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }

    private void enter(Subscription subscription) {
        if (subscription.isPresent()) {
            subscription.entered = true;
            channel.enter(subscription.info());
        }
    }

    /// The client knows that it is subscribed: now the others may.
    void joined(Subscription subscription) {
        if (!subscription.left) {
            channel.joined(subscription.info());
        }
    }

    /// A subscription is over.
    ///
    /// @param joined whether the others were told of its coming
    /// @param last whether nobody on its loop is left
    void unsubscribe(Subscription subscription, boolean joined, boolean last) {
        subscription.left = true;
        if (subscription.entered) {
            channel.leave(subscription.info());
        }
        if (joined) {
            channel.left(subscription.info());
        }
        if (last) {
            detach(subscription.audience);
        }
    }

    private void attach(Audience audience, Answer<Position> answer) {
        int index = audience.shard.loop.index();
        if (audiences[index] != audience) {
            if (audiences[index] == null) {
                if (listening++ == 0) {
                    observer.onOccupied(name, namespace);
                }
            }
            audiences[index] = audience;
        }
        if (interest == Interest.THERE) {
            answer.succeeded(new Position(epoch, offset));
            return;
        }
        attaching.add(answer);
        if (interest == Interest.NONE) {
            interest = Interest.ASKED;
            channel.interest(true, new Answer<>() {
                @Override
                public void succeeded(Position position) {
                    interest = Interest.THERE;
                    at(position);
                    attached(waiting -> waiting.succeeded(position));
                    letGoUnlessHeard();
                }

                @Override
                public void failed(HubError error) {
                    interest = Interest.NONE;
                    attached(waiting -> waiting.failed(error));
                }
            });
        }
    }

    private void attached(Consumer<Answer<Position>> how) {
        List<Answer<Position>> waiting = attaching;
        attaching = new ArrayList<>(1);
        waiting.forEach(how);
    }

    private void detach(Audience audience) {
        int index = audience.shard.loop.index();
        if (audiences[index] != audience) {
            return; // another one has come in its place
        }
        audiences[index] = null;
        if (--listening == 0) {
            observer.onVacated(name, namespace);
        }
        letGoUnlessHeard();
    }

    private void letGoUnlessHeard() {
        if (listening == 0 && interest == Interest.THERE) {
            interest = Interest.NONE;
            channel.interest(false, new Answer<>() {
                @Override
                public void succeeded(Position position) {}

                @Override
                public void failed(HubError error) {}
            });
        }
    }

    // ---- reading

    void history(HistoryQuery query, Answer<HistoryPage> answer) {
        channel.history(query, answer);
    }

    void removeHistory(Answer<Position> answer) {
        channel.removeHistory(answer);
    }

    void presence(Answer<Map<String, ClientInfo>> answer) {
        channel.presence(answer);
    }

    int subscribers() {
        return sessions();
    }

    boolean isIdle() {
        return listening == 0 && interest == Interest.NONE && channel.isIdle();
    }

    void close() {
        channel.close();
    }

    /// An answer that makes another one of its success, and passes its failure on.
    private abstract static class Mapped<T, R> implements Answer<T> {
        private final Answer<R> next;

        Mapped(Answer<R> next) {
            this.next = next;
        }

        @Override
        public void failed(HubError error) {
            next.failed(error);
        }
    }
}
