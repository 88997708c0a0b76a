package dev.parley.server.api;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.hub.UserId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;

/// The methods that ask: who is there, what was said, which channels there are.
final class Channels {

    /// Payload of one answer.
    private static final long HISTORY_BYTES = 16L * 1024 * 1024;

    private final Hub hub;
    private final Census census;

    Channels(Hub hub, Census census) {
        this.hub = hub;
        this.census = census;
    }

    List<Method> methods() {
        return List.of(
                new Method("presence", Set.of("channel"), false, this::presence),
                new Method("presence_stats", Set.of("channel"), false, this::presenceStats),
                new Method("history", Set.of("channel", "limit", "since", "reverse"), true, this::history),
                new Method("history_remove", Set.of("channel"), false, this::historyRemove),
                new Method("channels", Set.of("pattern"), true, this::channels));
    }

    private void presence(Params params, Answer<byte[]> answer) throws BadParams {
        hub.presence(
                params.channel(),
                written(
                        answer,
                        present -> Json.object(json -> {
                            json.writeName("presence");
                            json.writeStartObject();
                            present.forEach((client, info) -> {
                                json.writeName(client);
                                write(json, info);
                            });
                            json.writeEndObject();
                        })));
    }

    private static void write(JsonGenerator json, ClientInfo info) {
        json.writeStartObject();
        json.writeStringProperty("user", info.user().value());
        json.writeStringProperty("client", info.client());
        Payload connection = info.connection();
        if (connection != null) {
            Json.payload(json, "conn_info", connection);
        }
        Payload channel = info.channel();
        if (channel != null) {
            Json.payload(json, "chan_info", channel);
        }
        json.writeEndObject();
    }

    private void presenceStats(Params params, Answer<byte[]> answer) throws BadParams {
        hub.presence(params.channel(), written(answer, present -> {
            Set<UserId> users = new HashSet<>();
            present.values().forEach(info -> users.add(info.user()));
            return Json.object(json -> {
                json.writeNumberProperty("num_clients", present.size());
                json.writeNumberProperty("num_users", users.size());
            });
        }));
    }

    private void history(Params params, Answer<byte[]> answer) throws BadParams {
        ChannelName channel = params.channel();
        int limit = (int) params.whole("limit", 0, -1, Integer.MAX_VALUE);
        Position since = Sessions.position(params.object("since"));
        boolean reverse = params.flag("reverse");
        HistoryQuery query = new HistoryQuery(since, limit < 0 ? HistoryQuery.ALL : limit, reverse, HISTORY_BYTES);
        hub.history(channel, query, new Answer<>() {
            @Override
            public void succeeded(HistoryPage page) {
                if (since != null && !page.complete()) {
                    answer.failed(HubError.UNRECOVERABLE_POSITION);
                } else {
                    answer.succeeded(written(page));
                }
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }

    private static byte[] written(HistoryPage page) {
        return Json.object(json -> {
            json.writeName("publications");
            json.writeStartArray();
            for (Publication publication : page.publications()) {
                json.writeStartObject();
                Json.payload(json, "data", publication.payload());
                json.writeNumberProperty("offset", publication.offset());
                json.writeNumberProperty("time", publication.timeMillis());
                ClientInfo publisher = publication.publisher();
                if (publisher != null) {
                    json.writeName("info");
                    write(json, publisher);
                }
                if (!publication.tags().isEmpty()) {
                    json.writeName("tags");
                    json.writeStartObject();
                    publication.tags().forEach(json::writeStringProperty);
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNumberProperty("offset", page.top().offset());
            json.writeStringProperty("epoch", page.top().epoch());
        });
    }

    private void historyRemove(Params params, Answer<byte[]> answer) throws BadParams {
        hub.removeHistory(params.channel(), written(answer, _ -> Json.EMPTY));
    }

    private void channels(Params params, Answer<byte[]> answer) throws BadParams {
        census.channels(
                params.text("pattern"),
                written(
                        answer,
                        channels -> Json.object(json -> {
                            json.writeName("channels");
                            json.writeStartObject();
                            channels.forEach((channel, clients) -> {
                                json.writeName(channel.value());
                                json.writeStartObject();
                                json.writeNumberProperty("num_clients", clients);
                                json.writeEndObject();
                            });
                            json.writeEndObject();
                        })));
    }

    private static <T> Answer<T> written(Answer<byte[]> answer, Function<T, byte[]> how) {
        return new Answer<>() {
            @Override
            public void succeeded(T value) {
                answer.succeeded(how.apply(value));
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        };
    }
}
