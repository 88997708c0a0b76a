package dev.parley.dialects.centrifuge;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Commands in JSON: one object each, several in a message separated by line breaks. Names that mean nothing here are
/// passed over, as the protocol grows. Stateless.
final class JsonCommands implements Commands {

    /// Entries of a map that a client sends: server-side subscriptions, headers.
    static final int MAX_ENTRIES = 1_000;

    @Override
    public ByteBuffer read(ByteBuffer message, Taker taker) throws MalformedException {
        JsonReader reader = new JsonReader(message);
        boolean goesOn = true;
        do {
            goesOn = taker.take(command(reader));
        } while (reader.hasMore() && goesOn);
        return reader.rest();
    }

    /// The method may stand before the id, so its span is kept until both are known.
    private static Command command(JsonReader reader) throws MalformedException {
        long id = 0;
        boolean empty = true;
        String method = "";
        ByteBuffer request = null;
        for (String name = reader.firstName(); name != null; name = reader.nextName()) {
            empty = false;
            if (name.equals("id")) {
                id = reader.number();
            } else if (request != null || !isMethod(name)) {
                reader.skip();
            } else if (!reader.isNull()) {
                method = name;
                request = reader.span();
            }
        }
        if (id < 0 || id > 0xFFFF_FFFFL) {
            throw new MalformedException("an id is a number of 32 bits");
        }
        if (request == null) {
            return empty ? new Command.Pong() : new Command.Unknown(id);
        }
        JsonReader body = new JsonReader(request);
        return switch (method) {
            case "publish" -> publish(id, body);
            case "connect" -> connect(id, body);
            case "subscribe" -> subscribe(id, body);
            case "unsubscribe" -> new Command.Unsubscribe(id, channel(body));
            case "presence" -> new Command.Presence(id, channel(body));
            case "presence_stats" -> new Command.PresenceStats(id, channel(body));
            case "history" -> history(id, body);
            case "ping" -> new Command.Ping(id);
            case "send" -> new Command.Send(id, publish(id, body).data());
            case "rpc" -> rpc(id, body);
            case "refresh" ->
                new Command.Refresh(id, subscriptionRefresh(id, body).token());
            default -> subscriptionRefresh(id, body);
        };
    }

    private static boolean isMethod(String name) {
        return switch (name) {
            case "publish",
                    "connect",
                    "subscribe",
                    "unsubscribe",
                    "presence",
                    "presence_stats",
                    "history",
                    "ping",
                    "send",
                    "rpc",
                    "refresh",
                    "sub_refresh" -> true;
            default -> false;
        };
    }

    private static String channel(JsonReader reader) throws MalformedException {
        String channel = "";
        for (String name = reader.firstName(); name != null; name = reader.nextName()) {
            if (name.equals("channel")) {
                channel = reader.string();
            } else {
                reader.skip();
            }
        }
        return channel;
    }

    private static @Nullable ByteBuffer data(JsonReader reader) throws MalformedException {
        return reader.span();
    }

    private static Command.Publish publish(long id, JsonReader reader) throws MalformedException {
        String channel = "";
        ByteBuffer data = null;
        long type = 0;
        for (String name = reader.firstName(); name != null; name = reader.nextName()) {
            switch (name) {
                case "channel" -> channel = reader.string();
                case "data" -> data = data(reader);
                case "type" -> type = reader.number();
                default -> reader.skip();
            }
        }
        return new Command.Publish(id, channel, data, type);
    }

    private static Command.Rpc rpc(long id, JsonReader reader) throws MalformedException {
        String method = "";
        ByteBuffer data = null;
        for (String name = reader.firstName(); name != null; name = reader.nextName()) {
            switch (name) {
                case "method" -> method = reader.string();
                case "data" -> data = data(reader);
                default -> reader.skip();
            }
        }
        return new Command.Rpc(id, method, data);
    }

    private static Command.SubscriptionRefresh subscriptionRefresh(long id, JsonReader reader)
            throws MalformedException {
        String channel = "";
        String token = "";
        long type = 0;
        for (String name = reader.firstName(); name != null; name = reader.nextName()) {
            switch (name) {
                case "channel" -> channel = reader.string();
                case "token" -> token = reader.string();
                case "type" -> type = reader.number();
                default -> reader.skip();
            }
        }
        return new Command.SubscriptionRefresh(id, channel, token, type);
    }

    private static Command.Connect connect(long id, JsonReader reader) throws MalformedException {
        String token = "";
        ByteBuffer data = null;
        Map<String, Command.Subscribe> subscriptions = new HashMap<>();
        String software = "";
        String version = "";
        Map<String, String> headers = new HashMap<>();
        for (String name = reader.firstName(); name != null; name = reader.nextName()) {
            switch (name) {
                case "token" -> token = reader.string();
                case "data" -> data = data(reader);
                case "name" -> software = reader.string();
                case "version" -> version = reader.string();
                case "subs" -> {
                    if (!reader.isNull()) {
                        for (String key = reader.firstName(); key != null; key = reader.nextName()) {
                            subscriptions.put(key, subscribe(0, reader));
                            bounded(subscriptions);
                        }
                    }
                }
                case "headers" -> {
                    if (!reader.isNull()) {
                        for (String key = reader.firstName(); key != null; key = reader.nextName()) {
                            headers.put(key, reader.string());
                            bounded(headers);
                        }
                    }
                }
                default -> reader.skip();
            }
        }
        return new Command.Connect(id, token, data, subscriptions, software, version, headers);
    }

    private static void bounded(Map<?, ?> map) throws MalformedException {
        if (map.size() > MAX_ENTRIES) {
            throw new MalformedException("more than " + MAX_ENTRIES + " entries");
        }
    }

    private static Command.Subscribe subscribe(long id, JsonReader reader) throws MalformedException {
        String channel = "";
        String token = "";
        boolean recover = false;
        String epoch = "";
        long offset = 0;
        ByteBuffer data = null;
        boolean positioned = false;
        boolean recoverable = false;
        boolean joinLeave = false;
        String delta = "";
        FilterNode filter = null;
        long type = 0;
        for (String name = reader.firstName(); name != null; name = reader.nextName()) {
            switch (name) {
                case "channel" -> channel = reader.string();
                case "token" -> token = reader.string();
                case "recover" -> recover = reader.bool();
                case "epoch" -> epoch = reader.string();
                case "offset" -> offset = reader.number();
                case "data" -> data = data(reader);
                case "positioned" -> positioned = reader.bool();
                case "recoverable" -> recoverable = reader.bool();
                case "join_leave" -> joinLeave = reader.bool();
                case "delta" -> delta = reader.string();
                case "tf" -> filter = reader.isNull() ? null : filter(reader, 0);
                case "type" -> type = reader.number();
                default -> reader.skip();
            }
        }
        return new Command.Subscribe(
                id,
                channel,
                token,
                recover,
                epoch,
                offset,
                data,
                positioned,
                recoverable,
                joinLeave,
                delta,
                filter,
                type);
    }

    private static FilterNode filter(JsonReader reader, int depth) throws MalformedException {
        FilterNode node = new FilterNode();
        if (depth == FilterNode.MAX_DEPTH) {
            node.operation = FilterNode.TOO_DEEP;
            reader.skip();
            return node;
        }
        for (String name = reader.firstName(); name != null; name = reader.nextName()) {
            switch (name) {
                case "op" -> node.operation = reader.string();
                case "key" -> node.key = reader.string();
                case "cmp" -> node.comparison = reader.string();
                case "val" -> node.value = reader.string();
                case "vals" -> {
                    for (boolean more = !reader.isNull() && reader.firstElement(); more; more = reader.nextElement()) {
                        node.values.add(reader.string());
                    }
                }
                case "nodes" -> {
                    for (boolean more = !reader.isNull() && reader.firstElement(); more; more = reader.nextElement()) {
                        node.nodes.add(filter(reader, depth + 1));
                    }
                }
                default -> reader.skip();
            }
        }
        return node;
    }

    private static Command.History history(long id, JsonReader reader) throws MalformedException {
        String channel = "";
        long limit = 0;
        boolean since = false;
        long offset = 0;
        String epoch = "";
        boolean reverse = false;
        for (String name = reader.firstName(); name != null; name = reader.nextName()) {
            switch (name) {
                case "channel" -> channel = reader.string();
                case "limit" -> limit = reader.number();
                case "reverse" -> reverse = reader.bool();
                case "since" -> {
                    if (!reader.isNull()) {
                        since = true;
                        for (String key = reader.firstName(); key != null; key = reader.nextName()) {
                            switch (key) {
                                case "offset" -> offset = reader.number();
                                case "epoch" -> epoch = reader.string();
                                default -> reader.skip();
                            }
                        }
                    }
                }
                default -> reader.skip();
            }
        }
        return new Command.History(id, channel, limit, since, offset, epoch, reverse);
    }
}
