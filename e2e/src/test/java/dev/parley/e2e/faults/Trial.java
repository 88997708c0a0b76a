package dev.parley.e2e.faults;

import static org.awaitility.Awaitility.await;

import dev.parley.e2e.faults.Writers.Acknowledged;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Readers and writers on a site, and what they make of a fault.
final class Trial implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Channels that a reader hears.
    private static final int EACH = 4;

    private final Site site;
    private final List<String> channels;
    private final List<Reader> readers = new ArrayList<>();
    private final Writers writers;

    /// What each reader has got in all, by channel.
    private final Map<Reader.Got, Set<String>> ever = new HashMap<>();

    private int trials;

    Trial(Site site, int readers, int channels, int writers, long seed) throws Exception {
        this.site = site;
        this.channels =
                IntStream.range(0, channels).mapToObj(i -> "channel-" + i).toList();
        for (int i = 0; i < readers; i++) {
            int first = i;
            this.readers.add(new Reader(
                    site.door.port(),
                    IntStream.range(0, Math.min(EACH, channels))
                            .mapToObj(k -> this.channels.get((first + k) % channels))
                            .distinct()
                            .toList()));
        }
        for (Reader reader : this.readers) {
            await().atMost(PATIENCE).until(reader::isSubscribedToAll);
            reader.got.values().forEach(got -> ever.put(got, new HashSet<>()));
        }
        this.writers = new Writers(site, this.channels, writers, seed);
    }

    private List<Reader> readersOf(String channel) {
        return readers.stream().filter(each -> each.got.containsKey(channel)).toList();
    }

    Tally of(Fault fault, Random random) throws Exception {
        Tally tally = new Tally();
        Map<String, JsonNode> before = fault.promised ? tops() : Map.of();
        writers.goOn();
        Thread.sleep(100 + random.nextInt(300)); // the random moment
        int connections = connections();
        fault.strike(site, random);
        long over = System.nanoTime();
        tally.recoveryMillis.add(awaitRecovery(fault, over));
        writers.pause();
        awaitEnd();
        writers.giveErrors(tally);
        if (fault.connectionsStay) {
            tally.connectionsLost = connections() - connections;
        }
        Map<String, List<Acknowledged>> acknowledged = writers.take();
        acknowledged.values().forEach(all -> tally.acknowledged += all.size());
        if (fault.promised) {
            compareWithHistory(acknowledged, before, tally);
        }
        for (Reader reader : readers) {
            reader.got.forEach((channel, got) -> compare(acknowledged.getOrDefault(channel, List.of()), got, tally));
        }
        presence(tally);
        String refused = writers.refused();
        if (refused != null) {
            throw new AssertionError("a publish was refused for good: " + refused);
        }
        System.out.println("faults: " + fault + ": " + tally);
        return tally;
    }

    private int connections() {
        return readers.stream().mapToInt(each -> each.connections.get()).sum();
    }

    // ---- waiting

    /// Milliseconds until all readers of each channel had something that was published after the fault.
    private long awaitRecovery(Fault fault, long over) {
        long[] last = new long[1];
        await("readers hear again after " + fault)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    Map<String, List<Acknowledged>> acknowledged = writers.snapshot();
                    last[0] = 0;
                    for (String channel : channels) {
                        long at = recovered(
                                acknowledged.getOrDefault(channel, List.of()), readersOf(channel), channel, over);
                        if (at == 0) {
                            return false;
                        }
                        last[0] = Math.max(last[0], at);
                    }
                    return true;
                });
        return Math.max(0, last[0] - over) / 1_000_000;
    }

    private static long recovered(List<Acknowledged> all, List<Reader> readers, String channel, long over) {
        for (Acknowledged one : all) {
            if (one.nanos() >= over) {
                long at = one.nanos();
                for (Reader reader : readers) {
                    Reader.Got got = reader.got.get(channel);
                    synchronized (got) {
                        Long its = got.at.get(one.text());
                        if (its == null) {
                            at = Long.MAX_VALUE;
                        } else {
                            at = Math.max(at, its);
                        }
                    }
                }
                if (at < Long.MAX_VALUE) {
                    return at;
                }
            }
        }
        return 0;
    }

    /// Until all readers have a last one on each channel.
    private void awaitEnd() {
        String end = "end-" + ++trials;
        channels.forEach(channel -> writers.publish(channel, end));
        for (Reader reader : readers) {
            reader.got.values().forEach(got -> {
                try {
                    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
                        synchronized (got) {
                            return got.texts.contains(end);
                        }
                    });
                } catch (ConditionTimeoutException never) {
                    System.out.println("faults: " + end + " never came"); // it will be counted
                }
            });
        }
    }

    // ---- counting

    private void compare(List<Acknowledged> acknowledged, Reader.Got got, Tally tally) {
        Set<String> all = ever.get(got);
        synchronized (got) {
            tally.delivered += got.texts.size();
            tally.told += got.told.size();
            Map<String, Integer> last = new HashMap<>();
            for (String text : got.texts) {
                if (!all.add(text)) {
                    tally.repeated++;
                    System.out.println("faults: " + text + " came again");
                }
                String[] words = text.split("-");
                int number = Integer.parseInt(words[1]);
                Integer before = last.put(words[0], number);
                if (before != null && number < before) {
                    tally.outOfOrder++;
                }
            }
            for (Acknowledged one : acknowledged) {
                if (!all.contains(one.text())) {
                    if (got.told.stream().anyMatch(told -> told > one.begunNanos())) {
                        tally.lostAndTold++;
                    } else {
                        tally.lostSilently++;
                    }
                }
            }
            tally.doubleLeaves += got.doubleLeaves;
            tally.doubleJoins += got.doubleJoins;
            got.doubleLeaves = 0;
            got.doubleJoins = 0;
            got.texts.clear();
            got.at.clear();
            got.told.clear();
        }
    }

    private Map<String, JsonNode> tops() throws IOException, InterruptedException {
        Map<String, JsonNode> tops = new HashMap<>();
        for (String channel : channels) {
            tops.put(channel, history(channel, Site.JSON.createObjectNode().put("limit", 0)));
        }
        return tops;
    }

    private JsonNode history(String channel, ObjectNode body) throws IOException, InterruptedException {
        JsonNode answer = site.ask(site.any(), "history", body.put("channel", channel));
        while (!answer.has("result")) { // the node is not back yet
            Thread.sleep(20);
            answer = site.ask(site.any(), "history", body);
        }
        return answer.path("result");
    }

    private void compareWithHistory(
            Map<String, List<Acknowledged>> acknowledged, Map<String, JsonNode> before, Tally tally)
            throws IOException, InterruptedException {
        for (String channel : channels) {
            Set<String> kept = new HashSet<>();
            long offset = before.get(channel).path("offset").asLong();
            String epoch = before.get(channel).path("epoch").asString();
            while (true) {
                ObjectNode body = Site.JSON.createObjectNode().put("limit", 1_000);
                body.putObject("since").put("offset", offset).put("epoch", epoch);
                JsonNode page = history(channel, body).path("publications");
                for (JsonNode publication : page) {
                    kept.add(publication.path("data").asString());
                    offset = publication.path("offset").asLong();
                }
                if (page.isEmpty()) {
                    break;
                }
            }
            tally.falselyAcknowledged += (int) acknowledged.getOrDefault(channel, List.of()).stream()
                    .filter(one -> !kept.contains(one.text()))
                    .count();
        }
    }

    /// Once everything has settled, those are there that are.
    private void presence(Tally tally) {
        for (String channel : channels) {
            Set<String> wrong = new HashSet<>();
            try {
                await().atMost(Duration.ofSeconds(12))
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> {
                            Set<String> there = new HashSet<>(site.ask(
                                            site.any(),
                                            "presence",
                                            Site.JSON.createObjectNode().put("channel", channel))
                                    .path("result")
                                    .path("presence")
                                    .propertyNames());
                            Set<String> wanted = readersOf(channel).stream()
                                    .map(each -> each.client)
                                    .collect(Collectors.toSet());
                            wrong.clear();
                            there.stream()
                                    .filter(each -> !wanted.contains(each))
                                    .forEach(each -> wrong.add("+" + each));
                            wanted.stream()
                                    .filter(each -> !there.contains(each))
                                    .forEach(each -> wrong.add("-" + each));
                            return wrong.isEmpty();
                        });
            } catch (ConditionTimeoutException never) {
                tally.ghosts += (int)
                        wrong.stream().filter(each -> each.startsWith("+")).count();
                tally.missing += (int)
                        wrong.stream().filter(each -> each.startsWith("-")).count();
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        writers.close();
        for (Reader reader : readers) {
            reader.close();
        }
    }
}
