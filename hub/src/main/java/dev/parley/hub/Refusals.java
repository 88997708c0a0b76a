package dev.parley.hub;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// What clients were refused so far, counted where they are told. Any thread.
public final class Refusals {

    private final Map<Integer, LongAdder> connecting = new ConcurrentHashMap<>();
    private final LongAdder subscribing = new LongAdder();
    private final LongAdder publishing = new LongAdder();
    private final LongAdder tooFast = new LongAdder();
    private final LongAdder hopeless = new LongAdder();

    // Made once, so that nothing is made for each command.
    final Consumer<HubError> onConnecting = this::refusedToConnect;
    final Consumer<HubError> onSubscribing = error -> forbidden(error, subscribing);
    final Consumer<HubError> onPublishing = error -> forbidden(error, publishing);

    Refusals() {}

    private void refusedToConnect(HubError error) {
        Disconnect ending = error.ending();
        connecting
                .computeIfAbsent(ending == null ? error.code() : ending.code(), _ -> new LongAdder())
                .increment();
    }

    private static void forbidden(HubError error, LongAdder counter) {
        if (error.code() == HubError.PERMISSION_DENIED.code() && error.ending() == null) {
            counter.increment();
        }
    }

    void tooFast() {
        tooFast.increment();
    }

    void hopeless() {
        hopeless.increment();
    }

    /// Clients that were not let in, by the code of the error or of the disconnect that they got, or, bare, would have got.
    public Map<Integer, Long> toConnect() {
        Map<Integer, Long> all = new TreeMap<>();
        connecting.forEach((code, number) -> all.put(code, number.sum()));
        return all;
    }

    /// Subscriptions that were not permitted (103).
    public long toSubscribe() {
        return subscribing.sum();
    }

    /// Clients' publications that were not permitted (103).
    public long toPublish() {
        return publishing.sum();
    }

    /// Commands that came faster than a client may send them (111).
    public long forHaste() {
        return tooFast.sum();
    }

    /// Clients that were disconnected because they did not slow down (3013).
    public long disconnectedForHaste() {
        return hopeless.sum();
    }
}
