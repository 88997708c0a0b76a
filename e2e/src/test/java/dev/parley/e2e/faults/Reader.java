package dev.parley.e2e.faults;

import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.ConnectedEvent;
import io.github.centrifugal.centrifuge.DuplicateSubscriptionException;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.JoinEvent;
import io.github.centrifugal.centrifuge.LeaveEvent;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.PublicationEvent;
import io.github.centrifugal.centrifuge.SubscribedEvent;
import io.github.centrifugal.centrifuge.Subscription;
import io.github.centrifugal.centrifuge.SubscriptionEventListener;
import io.github.centrifugal.centrifuge.SubscriptionOptions;
import io.github.centrifugal.centrifuge.SubscriptionState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A client that is subscribed to some channels all the time, behind an unmodified SDK, and what it gets.
final class Reader implements AutoCloseable {

    /// What it has got of a channel since the last look. Guarded by itself.
    static final class Got {
        /// Texts, in the order in which they came.
        final List<String> texts = new ArrayList<>();

        /// When each came.
        final Map<String, Long> at = new HashMap<>();

        /// When it was told that it may have missed something.
        final List<Long> told = new ArrayList<>();

        /// Of each client: what was said last, `+` or `-`, since it is subscribed; stays over looks.
        final Map<String, Character> said = new HashMap<>();

        int doubleLeaves;
        int doubleJoins;
    }

    private final Client sdk;
    final Map<String, Got> got = new HashMap<>();
    final AtomicInteger connections = new AtomicInteger();
    volatile String client = "";

    Reader(int port, List<String> channels) throws DuplicateSubscriptionException {
        Options options = new Options();
        options.setMinReconnectDelay(50);
        options.setMaxReconnectDelay(300);
        options.setMaxServerPingDelay(2_500);
        sdk = new Client("ws://127.0.0.1:" + port + "/connection/websocket", options, new Events());
        SubscriptionOptions each = new SubscriptionOptions();
        each.setMinResubscribeDelay(50);
        each.setMaxResubscribeDelay(300);
        for (String channel : channels) {
            Got own = new Got();
            got.put(channel, own);
            sdk.newSubscription(channel, each, new Hears(own)).subscribe();
        }
        sdk.connect();
    }

    boolean isSubscribedToAll() {
        return got.keySet().stream()
                .allMatch(each -> sdk.getSubscription(each).getState() == SubscriptionState.SUBSCRIBED);
    }

    @Override
    public void close() throws InterruptedException {
        sdk.disconnect();
        sdk.close(2_000);
    }

    private final class Events extends EventListener {
        @Override
        public void onConnected(Client sdk, ConnectedEvent event) {
            client = event.getClient();
            connections.incrementAndGet();
        }
    }

    private static final class Hears extends SubscriptionEventListener {
        private final Got got;

        Hears(Got got) {
            this.got = got;
        }

        @Override
        public void onSubscribed(Subscription subscription, SubscribedEvent event) {
            synchronized (got) {
                got.said.clear(); // who has come and gone meanwhile was not said
                if (event.wasRecovering() && !event.getRecovered()) {
                    got.told.add(System.nanoTime());
                }
            }
        }

        @Override
        public void onPublication(Subscription subscription, PublicationEvent event) {
            String text = new String(event.getData(), StandardCharsets.UTF_8).replace("\"", "");
            synchronized (got) {
                got.texts.add(text);
                got.at.putIfAbsent(text, System.nanoTime());
            }
        }

        @Override
        public void onJoin(Subscription subscription, JoinEvent event) {
            synchronized (got) {
                Character before = got.said.put(event.getInfo().getClient(), '+');
                got.doubleJoins += before != null && before == '+' ? 1 : 0;
            }
        }

        @Override
        public void onLeave(Subscription subscription, LeaveEvent event) {
            synchronized (got) {
                Character before = got.said.put(event.getInfo().getClient(), '-');
                got.doubleLeaves += before != null && before == '-' ? 1 : 0;
            }
        }
    }
}
