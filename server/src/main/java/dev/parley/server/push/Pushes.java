package dev.parley.server.push;

import dev.parley.events.Inbox;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Draft;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.Published;
import dev.parley.hub.UserId;
import dev.parley.store.Store;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Pushes of the site to one user or to everybody. Any thread.
public final class Pushes {

    /// The tag of a kept push: under which id it is kept.
    public static final String ID_TAG = "inbox_id";

    private final Hub hub;
    private final UserChannels channels;
    private final Inbox inbox;

    public Pushes(Hub hub, UserChannels channels, Inbox inbox) {
        this.hub = hub;
        this.channels = channels;
        this.inbox = inbox;
    }

    /// Says something to everybody who is connected.
    public void toAll(Draft draft, Answer<Pushed> answer) {
        publish(UserChannels.ALL, draft, null, answer);
    }

    /// Says something to a user.
    ///
    /// @param keep whether it waits until a session of the user has acknowledged it; it is kept before anybody hears it
    public void toUser(UserId user, Draft draft, boolean keep, Answer<Pushed> answer) {
        ChannelName channel = channels.of(user);
        if (channel == null) {
            answer.failed(
                    channels.prefix() == null
                            ? HubError.NOT_AVAILABLE.saying("not available: users have no channels "
                                    + "(client.subscribe_to_user_personal_channel.enabled)")
                            : HubError.BAD_REQUEST.saying(
                                    "bad request: the user's id is too long for a channel's name"));
        } else if (keep) {
            keep(user, channel, draft, answer);
        } else {
            publish(channel, draft, null, answer);
        }
    }

    private void keep(UserId user, ChannelName channel, Draft draft, Answer<Pushed> answer) {
        if (draft.tags().size() == Draft.MAX_TAGS) {
            answer.failed(HubError.BAD_REQUEST.saying("bad request: what is kept has at most " + (Draft.MAX_TAGS - 1)
                    + " tags, " + ID_TAG + " is another"));
            return;
        }
        inbox.keep(user, draft.payload(), draft.tags(), draft.idempotencyKey(), new Store.Done<>() {
            @Override
            public void done(Long id) {
                publish(channel, draft.withTags(tagged(draft.tags(), id)), id, orTakenBack(user, draft, id, answer));
            }

            @Override
            public void failed(IOException why) {
                answer.failed(
                        why instanceof dev.parley.events.InboxFullException
                                ? HubError.LIMIT_EXCEEDED.saying("limit exceeded: " + why.getMessage())
                                : HubError.STORAGE.saying(HubError.STORAGE.message() + ": " + why.getMessage()));
            }
        });
    }

    /// Who is told that it failed tries again, and should not find it kept twice; with a key it is the same one anyway.
    private Answer<Pushed> orTakenBack(UserId user, Draft draft, long id, Answer<Pushed> answer) {
        return new Answer<>() {
            @Override
            public void succeeded(Pushed pushed) {
                answer.succeeded(pushed);
            }

            @Override
            public void failed(HubError error) {
                if (draft.idempotencyKey() != null || error.equals(HubError.NOT_TOLD)) {
                    answer.failed(error);
                    return;
                }
                inbox.acknowledge(user, List.of(id), new Store.Done<>() {
                    @Override
                    public void done(Integer taken) {
                        answer.failed(error);
                    }

                    @Override
                    public void failed(IOException why) {
                        answer.failed(error);
                    }
                });
            }
        };
    }

    static Map<String, String> tagged(Map<String, String> tags, long id) {
        Map<String, String> all = new HashMap<>(tags);
        all.put(ID_TAG, Long.toString(id));
        return all;
    }

    private void publish(ChannelName channel, Draft draft, @Nullable Long id, Answer<Pushed> answer) {
        hub.publish(channel, draft, new Answer<>() {
            @Override
            public void succeeded(Published published) {
                answer.succeeded(new Pushed(published, id));
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }
}
