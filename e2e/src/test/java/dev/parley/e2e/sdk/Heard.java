package dev.parley.e2e.sdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// What a client has heard and the test has not looked at yet, by event and channel. Any thread.
public final class Heard {

    private static final long SECONDS = 20;

    private final Map<String, BlockingQueue<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final Queue<String> all = new ConcurrentLinkedQueue<>();

    /// @param channel empty for what is of the client itself
    void add(String event, String channel, JsonNode what) {
        if (all.size() < 1_000) {
            all.add(what.toString());
        }
        queue(event, channel).add(what);
    }

    /// Waits for the client's next event of that name.
    public JsonNode next(String event) throws InterruptedException {
        return next(event, "");
    }

    public JsonNode next(String event, String channel) throws InterruptedException {
        JsonNode next = queue(event, channel).poll(SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no more " + event + " of '" + channel + "' in " + all);
        }
        return next;
    }

    public List<JsonNode> next(int count, String event, String channel) throws InterruptedException {
        List<JsonNode> next = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            next.add(next(event, channel));
        }
        return next;
    }

    /// What is there now.
    public List<JsonNode> rest(String event, String channel) {
        List<JsonNode> rest = new ArrayList<>();
        queue(event, channel).drainTo(rest);
        return rest;
    }

    private BlockingQueue<JsonNode> queue(String event, String channel) {
        return waiting.computeIfAbsent(event + ' ' + channel, _ -> new LinkedBlockingQueue<>());
    }
}
