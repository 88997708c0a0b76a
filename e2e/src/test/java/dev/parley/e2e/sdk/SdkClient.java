package dev.parley.e2e.sdk;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A client behind an unmodified SDK. What it hears has the form that the JavaScript SDK gives it: `connecting`,
/// `connected`, `disconnected`, `message`, and for each channel `subscribing`, `subscribed`, `unsubscribed`, `publication`,
/// `join`, `leave`: also for the channels that the server has subscribed it to. It comes back faster than SDKs do by themselves.
///
/// Any thread. Calls wait for their answer and throw [SdkError].
public interface SdkClient {

    /// What a subscription asks for.
    enum Want {
        POSITIONED,
        RECOVERABLE,
        JOIN_LEAVE
    }

    /// @param since null: from the first, or the last
    record History(int limit, @Nullable Since since, boolean reverse) {

        record Since(long offset, String epoch) {}

        static History positionOnly() {
            return new History(0, null, false);
        }
    }

    Heard heard();

    /// Begins to connect; events tell the rest.
    void connect();

    void disconnect();

    /// Begins to subscribe; events tell the rest.
    default void subscribe(String channel, Want... wants) {
        subscribe(channel, Proof.NONE, wants);
    }

    /// The same with a proof that it may.
    void subscribe(String channel, Proof proof, Want... wants);

    void unsubscribe(String channel);

    void publish(String channel, JsonNode data);

    /// @return `offset`, `epoch`, `publications`
    JsonNode history(String channel, History history);

    /// @return `clients` by their ids
    JsonNode presence(String channel);

    /// @return `numClients`, `numUsers`
    JsonNode presenceStats(String channel);

    JsonNode rpc(String method, JsonNode data);

    void send(JsonNode data);

    /// Connects, and waits until it is.
    default JsonNode connected() throws InterruptedException {
        connect();
        return heard().next("connected");
    }

    /// Subscribes, and waits until it is.
    default JsonNode subscribed(String channel, Want... wants) throws InterruptedException {
        subscribe(channel, wants);
        return heard().next("subscribed", channel);
    }
}
