package dev.parley.server.api;

import dev.parley.hub.Answer;
import dev.parley.hub.HubError;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What was called, how it ended and how long it took. Any thread.
public final class ApiMetrics {

    /// @param method empty for the stream of commands
    /// @param code of the error, 0 for none
    public record Call(String method, int code) {}

    /// How often, and for how long together.
    public record Total(long calls, long nanos) {}

    private record Sums(LongAdder calls, LongAdder nanos) {}

    private final Map<Call, Sums> calls = new ConcurrentHashMap<>();
    private final Map<Integer, LongAdder> refusals = new ConcurrentHashMap<>();

    void called(String method, int code, long nanos) {
        Sums sums = calls.computeIfAbsent(new Call(method, code), _ -> new Sums(new LongAdder(), new LongAdder()));
        sums.calls().increment();
        sums.nanos().add(nanos);
    }

    /// An answer to a call of that method within another one.
    Answer<byte[]> counting(String method, Answer<byte[]> answer) {
        long began = System.nanoTime();
        return new Answer<>() {
            @Override
            public void succeeded(byte[] result) {
                called(method, 0, System.nanoTime() - began);
                answer.succeeded(result);
            }

            @Override
            public void failed(HubError error) {
                called(method, error.code(), System.nanoTime() - began);
                answer.failed(error);
            }
        };
    }

    void refused(int status) {
        refusals.computeIfAbsent(status, _ -> new LongAdder()).increment();
    }

    /// Calls that were answered.
    public Map<Call, Total> calls() {
        Map<Call, Total> all = new ConcurrentHashMap<>();
        calls.forEach((call, sums) ->
                all.put(call, new Total(sums.calls().sum(), sums.nanos().sum())));
        return all;
    }

    /// Requests that were refused before a method ran, by HTTP status.
    public Map<Integer, Long> refusals() {
        Map<Integer, Long> all = new TreeMap<>();
        refusals.forEach((status, number) -> all.put(status, number.sum()));
        return all;
    }
}
