package dev.parley.server.api;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Cluster;
import dev.parley.hub.Cluster.Said;
import dev.parley.hub.Connection;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.Malformed;
import dev.parley.hub.UserId;
import dev.parley.hub.WireReader;
import dev.parley.hub.WireWriter;
import dev.parley.server.access.Wildcard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who and what is on all nodes: asks the others, and answers them for this one, also where this one has no API. Any thread;
/// answers come on any thread.
public final class Census {

    private static final String INFO = "info";
    private static final String CONNECTIONS = "connections";
    private static final String CHANNELS = "channels";
    private static final String SESSIONS = "sessions";

    /// What this node is.
    ///
    /// @param engine what carries its publications
    /// @param state `ready` when it takes clients; else why not, in a word or two
    public record Self(String name, String version, String engine, Supplier<String> state) {}

    /// What one reads of an answer.
    @FunctionalInterface
    private interface Reading<T> {
        T read(WireReader from) throws Malformed;
    }

    /// A node and what it says of itself.
    ///
    /// @param lagNanos how long its answer took; 0 for this one
    record Answered(NodeInfo info, long lagNanos) {}

    private final Hub hub;
    private final Cluster cluster;
    private final Self self;
    private final String uid;
    private final long startedMillis;

    /// From now on this node answers the others.
    public Census(Hub hub, Self self) {
        this.hub = hub;
        this.self = self;
        cluster = hub.cluster();
        uid = cluster.node().isEmpty() ? UUID.randomUUID().toString() : cluster.node();
        startedMillis = hub.clock().millis();
        cluster.answering(INFO, (_, answer) -> answer.succeeded(self().written()));
        cluster.answering(CONNECTIONS, this::answerConnections);
        cluster.answering(CHANNELS, this::answerChannels);
        cluster.answering(SESSIONS, this::answerSessions);
    }

    /// Asks the others, and reads what they say.
    private <T> void ask(
            String name, WireWriter question, Reading<T> reading, Answer<?> failure, Consumer<List<T>> then) {
        cluster.ask(name, question.toByteArray(), new Answer<>() {
            @Override
            public void succeeded(List<Said> said) {
                List<T> all = new ArrayList<>(said.size());
                for (Said each : said) {
                    try {
                        all.add(reading.read(new WireReader(each.answer())));
                    } catch (Malformed bad) {
                        failure.failed(HubError.INTERNAL.saying(
                                "node " + each.node() + " answers what makes no sense: " + bad.getMessage()));
                        return;
                    }
                }
                then.accept(all);
            }

            @Override
            public void failed(HubError error) {
                failure.failed(error);
            }
        });
    }

    // ---- nodes

    private NodeInfo self() {
        Map<ChannelName, Integer> channels = hub.channels(_ -> true);
        return new NodeInfo(
                uid,
                self.name(),
                self.version(),
                self.state().get(),
                self.engine(),
                hub.sessions().size(),
                hub.users(),
                channels.values().stream().mapToInt(Integer::intValue).sum(),
                channels.size(),
                Math.max(0, hub.clock().millis() - startedMillis) / 1000);
    }

    /// All nodes, by name.
    void info(Answer<List<Answered>> answer) {
        cluster.ask(INFO, new byte[0], new Answer<>() {
            @Override
            public void succeeded(List<Said> said) {
                List<Answered> all = new ArrayList<>();
                all.add(new Answered(self(), 0));
                try {
                    for (Said each : said) {
                        all.add(new Answered(NodeInfo.read(new WireReader(each.answer())), each.nanos()));
                    }
                } catch (Malformed bad) {
                    answer.failed(HubError.INTERNAL.saying("a node says of itself what makes no sense"));
                    return;
                }
                all.sort(Comparator.comparing((Answered each) -> each.info().name())
                        .thenComparing(each -> each.info().uid()));
                answer.succeeded(all);
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }

    // ---- connections

    /// A page of those who are connected, in the order of their ids.
    ///
    /// @param user null for everybody
    /// @param after the id of the last session of the page before; empty for the first page
    /// @param limit most connections
    void connections(@Nullable UserId user, String after, int limit, Answer<Paged<Connection>> answer) {
        connections(user, after, limit, new ArrayList<>(), answer);
    }

    private void connections(
            @Nullable UserId user, String after, int limit, List<Connection> found, Answer<Paged<Connection>> answer) {
        WireWriter question = new WireWriter()
                .text(user == null ? "" : user.value())
                .text(after)
                .number(limit - found.size());
        ask(
                CONNECTIONS,
                question,
                from -> Paged.read(from, Forms.CONNECTION),
                answer,
                others -> here(user, after, limit - found.size(), new Answer<>() {
                    @Override
                    public void succeeded(Paged<Connection> here) {
                        List<Paged<Connection>> all = new ArrayList<>(others);
                        all.add(here);
                        Paged<Connection> page = Paged.merge(all, limit - found.size(), Forms.CONNECTION);
                        found.addAll(page.entries());
                        if (page.cut()) {
                            connections(user, found.getLast().client(), limit, found, answer);
                        } else {
                            answer.succeeded(new Paged<>(page.total(), false, found));
                        }
                    }

                    @Override
                    public void failed(HubError error) {
                        answer.failed(error);
                    }
                }));
    }

    private void here(@Nullable UserId user, String after, int limit, Answer<Paged<Connection>> answer) {
        int total = user == null ? hub.sessions().size() : hub.sessions(user).size();
        hub.connections(user, after, limit, new Answer<>() {
            @Override
            public void succeeded(List<Connection> connections) {
                answer.succeeded(new Paged<>(total, false, connections));
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }

    private void answerConnections(WireReader question, Answer<byte[]> answer) throws Malformed {
        UserId user = question.user();
        String after = question.text();
        int limit = question.whole(Integer.MAX_VALUE);
        here(user.isAnonymous() ? null : user, after, limit, new Answer<>() {
            @Override
            public void succeeded(Paged<Connection> page) {
                answer.succeeded(Paged.write(page.total(), page.entries(), Forms.CONNECTION));
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }

    // ---- channels

    /// The channels that have subscribers, with their number.
    ///
    /// @param pattern with `*`; empty for all
    void channels(String pattern, Answer<Map<ChannelName, Integer>> answer) {
        channels(pattern, "", new HashMap<>(), answer);
    }

    private void channels(
            String pattern, String after, Map<ChannelName, Integer> found, Answer<Map<ChannelName, Integer>> answer) {
        WireWriter question = new WireWriter().text(pattern).text(after);
        ask(CHANNELS, question, from -> Paged.read(from, Forms.OCCUPIED), answer, others -> {
            Paged<Forms.Occupied> page = Paged.merge(others, Integer.MAX_VALUE, Forms.OCCUPIED);
            page.entries().forEach(each -> found.merge(each.channel(), each.clients(), Integer::sum));
            if (page.cut()) {
                channels(pattern, page.entries().getLast().channel().value(), found, answer);
            } else {
                occupied(pattern).forEach((channel, clients) -> found.merge(channel, clients, Integer::sum));
                answer.succeeded(found);
            }
        });
    }

    private Map<ChannelName, Integer> occupied(String pattern) {
        return hub.channels(channel -> pattern.isEmpty() || Wildcard.matches(pattern, channel.value()));
    }

    private void answerChannels(WireReader question, Answer<byte[]> answer) throws Malformed {
        String pattern = question.text();
        String after = question.text();
        List<Forms.Occupied> all = new ArrayList<>();
        occupied(pattern).forEach((channel, clients) -> {
            if (channel.value().compareTo(after) > 0) {
                all.add(new Forms.Occupied(channel, clients));
            }
        });
        all.sort(Comparator.comparing(Forms.OCCUPIED::key));
        answer.succeeded(Paged.write(all.size(), all, Forms.OCCUPIED));
    }

    // ---- users

    /// How many sessions each of these users has.
    ///
    /// @param answer in their order
    void sessions(List<UserId> users, Answer<List<Integer>> answer) {
        WireWriter question = new WireWriter().number(users.size());
        users.forEach(user -> question.text(user.value()));
        ask(SESSIONS, question, from -> counts(from, users.size()), answer, others -> {
            List<Integer> all = new ArrayList<>(users.size());
            for (int i = 0; i < users.size(); i++) {
                int sessions = hub.sessions(users.get(i)).size();
                for (List<Integer> each : others) {
                    sessions += each.get(i);
                }
                all.add(sessions);
            }
            answer.succeeded(all);
        });
    }

    private static List<Integer> counts(WireReader from, int number) throws Malformed {
        List<Integer> all = new ArrayList<>(number);
        for (int i = 0; i < number; i++) {
            all.add(from.whole(Integer.MAX_VALUE));
        }
        return all;
    }

    private void answerSessions(WireReader question, Answer<byte[]> answer) throws Malformed {
        int number = question.count();
        WireWriter counts = new WireWriter();
        for (int i = 0; i < number; i++) {
            counts.number(hub.sessions(question.user()).size());
        }
        answer.succeeded(counts.toByteArray());
    }
}
