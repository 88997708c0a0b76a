package dev.parley.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a session is told on a channel before the channel's own publications: page after page, as its client reads. On the
/// session's loop only.
final class FirstWords {

    private final Session session;
    private final Subscription subscription;
    private final Runnable said;

    private List<Publication> page;
    private Decisions.Welcome.@Nullable Next next;
    private int at;
    private boolean asking;
    private boolean over;

    /// @param said called once, when everything is said or the subscription is over
    FirstWords(Session session, Subscription subscription, Decisions.Welcome welcome, Runnable said) {
        this.session = session;
        this.subscription = subscription;
        this.said = said;
        page = welcome.publications();
        next = welcome.next();
        TagFilter wanted = subscription.filter;
        subscription.filter = wanted == null ? welcome.rest() : new TagFilter.And(List.of(wanted, welcome.rest()));
    }

    /// Whether nothing is left to say.
    boolean isOver() {
        return over;
    }

    /// Says as much as the link takes.
    void goOn() {
        if (over || asking) {
            return;
        }
        while (at < page.size()) {
            if (!isWanted()) {
                end();
                return;
            }
            if (!session.link().isWritable()) {
                return;
            }
            Message message = subscription.encoder.publication(subscription.channel(), page.get(at++), null);
            if (message != null) {
                subscription.last =
                        null; // the base of the next delta is what the client got last, and this has no place
                session.link().send(message);
            }
        }
        Decisions.Welcome.Next more = next;
        if (more == null || !isWanted()) {
            end();
        } else if (session.link().isWritable()) {
            asking = true;
            more.page(new Answer<>() {
                @Override
                public void succeeded(Decisions.Welcome welcome) {
                    session.shard.run(() -> {
                        asking = false;
                        page = welcome.publications();
                        next = welcome.next();
                        at = 0;
                        goOn();
                    });
                }

                @Override
                public void failed(HubError error) {
                    session.shard.run(FirstWords.this::end);
                }
            });
        }
    }

    private boolean isWanted() {
        return session.isConnected() && subscription.state != Subscription.State.ENDED;
    }

    private void end() {
        if (!over) {
            over = true;
            said.run();
        }
    }
}
