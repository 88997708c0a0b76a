package dev.parley.dialects.centrifuge;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/// Commands in Protobuf: each with its length before it. Field numbers are those of the protocol's schema. Stateless.
final class ProtobufCommands implements Commands {

    @Override
    public ByteBuffer read(ByteBuffer message, Taker taker) throws MalformedException {
        ByteBuffer bytes = message.slice();
        if (!bytes.hasRemaining()) {
            throw new MalformedException("a message without a command");
        }
        ProtobufReader all = new ProtobufReader(bytes);
        boolean goesOn = true;
        while (bytes.hasRemaining() && goesOn) {
            goesOn = taker.take(command(all.delimited()));
        }
        return bytes;
    }

    private static Command command(ByteBuffer bytes) throws MalformedException {
        boolean empty = !bytes.hasRemaining();
        ProtobufReader reader = new ProtobufReader(bytes);
        long id = 0;
        int method = 0;
        ByteBuffer request = null;
        while (reader.next()) {
            int field = reader.field();
            if (field == 1) {
                id = reader.number() & 0xFFFF_FFFFL;
            } else if (field >= 4 && field <= 15 && request == null) {
                method = field;
                request = reader.span();
            } else {
                reader.skip();
            }
        }
        if (request == null) {
            return empty ? new Command.Pong() : new Command.Unknown(id);
        }
        ProtobufReader body = new ProtobufReader(request);
        return switch (method) {
            case 4 -> connect(id, body);
            case 5 -> subscribe(id, body);
            case 6 -> new Command.Unsubscribe(id, channel(body));
            case 7 -> publish(id, body);
            case 8 -> new Command.Presence(id, channel(body));
            case 9 -> new Command.PresenceStats(id, channel(body));
            case 10 -> history(id, body);
            case 11 -> new Command.Ping(id);
            case 12 -> send(id, body);
            case 13 -> rpc(id, body);
            case 14 -> new Command.Refresh(id, channel(body)); // its only string is the token
            default -> subscriptionRefresh(id, body);
        };
    }

    /// The string of field 1, where that is all there is.
    private static String channel(ProtobufReader reader) throws MalformedException {
        String channel = "";
        while (reader.next()) {
            if (reader.field() == 1) {
                channel = reader.string();
            } else {
                reader.skip();
            }
        }
        return channel;
    }

    private static Command.Publish publish(long id, ProtobufReader reader) throws MalformedException {
        String channel = "";
        ByteBuffer data = ByteBuffer.allocate(0);
        long type = 0;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> channel = reader.string();
                case 2 -> data = reader.span();
                case 3 -> type = reader.number();
                default -> reader.skip();
            }
        }
        return new Command.Publish(id, channel, data, type);
    }

    private static Command.Send send(long id, ProtobufReader reader) throws MalformedException {
        ByteBuffer data = ByteBuffer.allocate(0);
        while (reader.next()) {
            if (reader.field() == 1) {
                data = reader.span();
            } else {
                reader.skip();
            }
        }
        return new Command.Send(id, data);
    }

    private static Command.Rpc rpc(long id, ProtobufReader reader) throws MalformedException {
        String method = "";
        ByteBuffer data = ByteBuffer.allocate(0);
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> data = reader.span();
                case 2 -> method = reader.string();
                default -> reader.skip();
            }
        }
        return new Command.Rpc(id, method, data);
    }

    private static Command.SubscriptionRefresh subscriptionRefresh(long id, ProtobufReader reader)
            throws MalformedException {
        String channel = "";
        String token = "";
        long type = 0;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> channel = reader.string();
                case 2 -> token = reader.string();
                case 3 -> type = reader.number();
                default -> reader.skip();
            }
        }
        return new Command.SubscriptionRefresh(id, channel, token, type);
    }

    private static Command.Connect connect(long id, ProtobufReader reader) throws MalformedException {
        String token = "";
        ByteBuffer data = null;
        Map<String, Command.Subscribe> subscriptions = new HashMap<>();
        String name = "";
        String version = "";
        Map<String, String> headers = new HashMap<>();
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> token = reader.string();
                case 2 -> data = reader.span();
                case 3 -> {
                    ProtobufReader entry = reader.message();
                    String key = "";
                    Command.Subscribe value = null;
                    while (entry.next()) {
                        switch (entry.field()) {
                            case 1 -> key = entry.string();
                            case 2 -> value = subscribe(0, entry.message());
                            default -> entry.skip();
                        }
                    }
                    if (value != null) {
                        subscriptions.put(key, value);
                    }
                }
                case 4 -> name = reader.string();
                case 5 -> version = reader.string();
                case 6 -> {
                    ProtobufReader entry = reader.message();
                    String key = "";
                    String value = "";
                    while (entry.next()) {
                        switch (entry.field()) {
                            case 1 -> key = entry.string();
                            case 2 -> value = entry.string();
                            default -> entry.skip();
                        }
                    }
                    headers.put(key, value);
                }
                default -> reader.skip();
            }
            if (subscriptions.size() > JsonCommands.MAX_ENTRIES || headers.size() > JsonCommands.MAX_ENTRIES) {
                throw new MalformedException("more than " + JsonCommands.MAX_ENTRIES + " entries");
            }
        }
        ByteBuffer some = data != null && data.hasRemaining() ? data : null;
        return new Command.Connect(id, token, some, subscriptions, name, version, headers);
    }

    private static Command.Subscribe subscribe(long id, ProtobufReader reader) throws MalformedException {
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
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> channel = reader.string();
                case 2 -> token = reader.string();
                case 3 -> recover = reader.bool();
                case 6 -> epoch = reader.string();
                case 7 -> offset = reader.number();
                case 8 -> data = reader.span();
                case 9 -> positioned = reader.bool();
                case 10 -> recoverable = reader.bool();
                case 11 -> joinLeave = reader.bool();
                case 12 -> delta = reader.string();
                case 13 -> filter = filter(reader.message(), 0);
                case 15 -> type = reader.number();
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
                data != null && data.hasRemaining() ? data : null,
                positioned,
                recoverable,
                joinLeave,
                delta,
                filter,
                type);
    }

    private static FilterNode filter(ProtobufReader reader, int depth) throws MalformedException {
        FilterNode node = new FilterNode();
        if (depth == FilterNode.MAX_DEPTH) {
            node.operation = FilterNode.TOO_DEEP;
            return node;
        }
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> node.operation = reader.string();
                case 2 -> node.key = reader.string();
                case 3 -> node.comparison = reader.string();
                case 4 -> node.value = reader.string();
                case 5 -> node.values.add(reader.string());
                case 6 -> node.nodes.add(filter(reader.message(), depth + 1));
                default -> reader.skip();
            }
        }
        return node;
    }

    private static Command.History history(long id, ProtobufReader reader) throws MalformedException {
        String channel = "";
        long limit = 0;
        boolean since = false;
        long offset = 0;
        String epoch = "";
        boolean reverse = false;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> channel = reader.string();
                case 7 -> limit = (int) reader.number();
                case 8 -> {
                    since = true;
                    ProtobufReader position = reader.message();
                    while (position.next()) {
                        switch (position.field()) {
                            case 1 -> offset = position.number();
                            case 2 -> epoch = position.string();
                            default -> position.skip();
                        }
                    }
                }
                case 9 -> reverse = reader.bool();
                default -> reader.skip();
            }
        }
        return new Command.History(id, channel, limit, since, offset, epoch, reverse);
    }
}
