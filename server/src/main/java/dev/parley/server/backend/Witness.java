package dev.parley.server.backend;

import dev.parley.events.Channels;
import dev.parley.events.Event;
import dev.parley.events.Outbox;
import dev.parley.events.Publications;
import dev.parley.events.SharedOutbox;
import dev.parley.events.Users;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Draft;
import dev.parley.hub.HubError;
import dev.parley.hub.Namespace;
import dev.parley.hub.Observer;
import dev.parley.hub.Position;
import dev.parley.hub.UserId;
import dev.parley.server.config.BackendConfig.Told;
import dev.parley.store.Store;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees what happens in the hub, and writes down what the backend wants to hear of. On the hub's loops; never waits.
final class Witness implements Observer {

    private static final Logger LOG = LoggerFactory.getLogger(Witness.class);

    private final Map<String, Told> told;
    private final Users users;
    private final @Nullable Channels channels;
    private final @Nullable Outbox outbox;
    private final @Nullable Publications publications;
    private final InstantSource clock;

    /// @param told by namespace
    Witness(Map<String, Told> told, Telling telling, InstantSource clock) {
        this.told = told;
        users = telling.users();
        channels = telling.channels();
        outbox = telling.outbox();
        publications = telling.publications();
        this.clock = clock;
    }

    private Told told(Namespace namespace) {
        return told.getOrDefault(namespace.name(), Told.NOTHING);
    }

    @Override
    public void onOnline(UserId user) {
        users.connected(user);
    }

    @Override
    public void onOffline(UserId user) {
        users.gone(user);
    }

    @Override
    public void onOccupied(ChannelName channel, Namespace namespace) {
        if (channels != null && told(namespace).occupancy()) {
            channels.occupied(channel);
        }
    }

    @Override
    public void onVacated(ChannelName channel, Namespace namespace) {
        if (channels != null && told(namespace).occupancy()) {
            channels.vacated(channel);
        }
    }

    @Override
    public void onSubscribed(ClientInfo who, ChannelName channel, Namespace namespace) {
        if (outbox != null && told(namespace).subscriptions()) {
            outbox.add(new Event.Subscribed(who.user(), who.client(), channel), UNHEARD);
        }
    }

    @Override
    public void onUnsubscribed(ClientInfo who, ChannelName channel, Namespace namespace) {
        if (outbox != null && told(namespace).subscriptions()) {
            outbox.add(new Event.Unsubscribed(who.user(), who.client(), channel), UNHEARD);
        }
    }

    @Override
    public boolean wantsPublications(ChannelName channel, Namespace namespace) {
        if (outbox == null || !told(namespace).publications()) {
            return false;
        }
        if (publications != null) {
            publications.watch(channel);
        }
        return true;
    }

    /// Rather nothing is published than that the backend does not hear of it.
    @Override
    public @Nullable HubError refusesPublication(ChannelName channel, Draft draft) {
        if (outbox == null) {
            return null;
        }
        if (draft.payload().size() > Outbox.MAX_EVENT_BYTES / 2) {
            return HubError.LIMIT_EXCEEDED.saying(
                    "limit exceeded: the backend is told what is published here, and an event has " + "at most "
                            + Outbox.MAX_EVENT_BYTES / 2 + " bytes");
        }
        return outbox.hasRoom()
                ? null
                : HubError.STORAGE.saying(
                        HubError.STORAGE.message() + ": too many events wait for the backend (events.capacity)");
    }

    @Override
    public void onPublished(ChannelName channel, Draft draft, @Nullable Position position, Answer<Draft> taken) {
        if (publications == null) {
            if (outbox instanceof SharedOutbox shared) {
                shared.countAdded(); // in the step in which it was published
            }
            taken.succeeded(draft);
            return;
        }
        Event.Published event = new Event.Published(
                channel, position, draft.publisher(), draft.payload(), draft.tags(), clock.millis());
        publications.add(event, new Store.Done<>() {
            @Override
            public void done(Boolean added) {
                taken.succeeded(draft);
            }

            @Override
            public void failed(IOException why) {
                LOG.warn("the backend could not be told of a publication on {}: {}", channel, why.getMessage());
                taken.failed(HubError.NOT_TOLD);
            }
        });
    }

    /// Failures are counted and logged by the outbox; there is nobody to tell.
    private static final Store.Done<Boolean> UNHEARD = new Store.Done<>() {
        @Override
        public void done(Boolean added) {}

        @Override
        public void failed(IOException why) {}
    };
}
