package dev.parley.cli.chat;

import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.ConnectedEvent;
import io.github.centrifugal.centrifuge.ConnectingEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenGetter;
import io.github.centrifugal.centrifuge.DisconnectedEvent;
import io.github.centrifugal.centrifuge.ErrorEvent;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.RPCResult;
import io.github.centrifugal.centrifuge.ReplyError;
import io.github.centrifugal.centrifuge.ServerPublicationEvent;
import io.github.centrifugal.centrifuge.TokenCallback;
import io.github.centrifugal.centrifuge.UnauthorizedException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The connection: the Centrifuge SDK, which connects again by itself and brings what was said meanwhile.
///
/// It tells its [Listener] of everything on the SDK's own threads, in order. Calls may come from any thread but those.
final class Link implements AutoCloseable {

    private static final int CALL_MILLIS = 10_000;
    private static final int FIRST_PAUSE_MILLIS = 200;
    private static final int LONGEST_PAUSE_MILLIS = 15_000;
    private static final int CLOSE_MILLIS = 200;

    /// The SDK's code for a connection that this side has ended.
    private static final int OWN_END = 0;
    /// The SDK's own codes are below this: the server has said nothing.
    private static final int SERVER_CODES = 100;

    /// Gives the token to connect with, each time that one is needed. Blocks.
    @FunctionalInterface
    interface Tokens {
        String token() throws Refused, InterruptedException;
    }

    /// How the connection stands.
    enum State {
        CONNECTING,
        OPEN,
        /// For good.
        CLOSED
    }

    interface Listener {

        /// @param why safe to print; may be empty
        void state(State state, String why);

        void heard(String channel, Fields event);
    }

    /// What became of a call.
    ///
    /// @param answer [Fields#NONE] when it failed
    record Outcome(Fields answer, @Nullable CallFailed failure) {}

    private final Client client;

    Link(Place place, Tokens tokens, Listener listener) {
        Options options = new Options();
        options.setName("parley-chat");
        options.setTimeout(CALL_MILLIS);
        options.setMinReconnectDelay(FIRST_PAUSE_MILLIS);
        options.setMaxReconnectDelay(LONGEST_PAUSE_MILLIS);
        options.setTokenGetter(new ConnectionTokenGetter() {
            @Override
            public void getConnectionToken(ConnectionTokenEvent event, TokenCallback callback) {
                Thread.ofVirtual().name("token").start(() -> fetch(tokens, callback));
            }
        });
        client = new Client(place.socket(), options, new Events(listener));
    }

    private static void fetch(Tokens tokens, TokenCallback callback) {
        try {
            callback.Done(null, tokens.token());
        } catch (Refused refused) {
            // What a server says is final; one that can't be reached may be reached later.
            callback.Done(refused.error().isEmpty() ? refused : new UnauthorizedException(), "");
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    void open() {
        client.connect();
    }

    /// Asks, and waits for the answer: 10 seconds at most.
    Fields call(String method, Consumer<JsonGenerator> params) throws CallFailed, InterruptedException {
        BlockingQueue<Outcome> outcomes = new ArrayBlockingQueue<>(1);
        call(method, params, outcomes::add);
        Outcome outcome = outcomes.poll(2L * CALL_MILLIS, TimeUnit.MILLISECONDS);
        if (outcome == null) {
            throw unanswered();
        }
        if (outcome.failure() != null) {
            throw outcome.failure();
        }
        return outcome.answer();
    }

    /// Asks. `done` hears what became of it, once, on a thread of the SDK.
    void call(String method, Consumer<JsonGenerator> params, Consumer<Outcome> done) {
        client.rpc("chat." + method, Fields.written(params), (error, result) -> done.accept(outcome(error, result)));
    }

    private static Outcome outcome(@Nullable Throwable error, @Nullable RPCResult result) {
        if (error instanceof ReplyError reply && reply.getCode() >= SERVER_CODES) {
            return new Outcome(Fields.NONE, new CallFailed(reply.isTemporary(), String.valueOf(reply.getMessage())));
        }
        if (error != null || result == null) {
            return new Outcome(Fields.NONE, unanswered());
        }
        return new Outcome(Fields.read(result.getData()), null);
    }

    private static CallFailed unanswered() {
        return new CallFailed(true, "The server didn't answer.");
    }

    @Override
    public void close() {
        client.disconnect();
        try {
            client.close(CLOSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Events extends EventListener {

        private final Listener listener;

        Events(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void onConnecting(Client client, ConnectingEvent event) {
            listener.state(State.CONNECTING, SafeText.line(String.valueOf(event.getReason())));
        }

        @Override
        public void onConnected(Client client, ConnectedEvent event) {
            listener.state(State.OPEN, "");
        }

        @Override
        public void onDisconnected(Client client, DisconnectedEvent event) {
            if (event.getCode() == OWN_END) {
                return; // who ended it knows
            }
            listener.state(State.CLOSED, SafeText.line(String.valueOf(event.getReason())));
        }

        @Override
        public void onError(Client client, ErrorEvent event) {
            // An attempt that failed: the SDK makes another one, and `state` has said that it is connecting.
        }

        @Override
        public void onPublication(Client client, ServerPublicationEvent event) {
            listener.heard(event.getChannel(), Fields.read(event.getData()));
        }
    }
}
