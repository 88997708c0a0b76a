package dev.parley.server.api;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Connection;
import dev.parley.hub.Malformed;
import dev.parley.hub.UserId;
import dev.parley.hub.WireReader;
import dev.parley.hub.WireWriter;
import java.util.ArrayList;
import java.util.List;

/// How nodes write to each other what they list.
final class Forms {

    /// A channel with subscribers on one node.
    record Occupied(ChannelName channel, int clients) {}

    static final Paged.Form<Connection> CONNECTION = new Paged.Form<>() {
        @Override
        public String key(Connection connection) {
            return connection.client();
        }

        @Override
        public void write(Connection connection, WireWriter to) {
            to.text(connection.user().value())
                    .text(connection.client())
                    .text(connection.address())
                    .number(connection.sinceMillis())
                    .text(connection.name())
                    .text(connection.version())
                    .number(connection.channels().size());
            connection.channels().forEach(channel -> to.text(channel.value()));
        }

        @Override
        public Connection read(WireReader from) throws Malformed {
            UserId user = from.user();
            String client = from.text();
            String address = from.text();
            long since = from.number();
            String name = from.text();
            String version = from.text();
            int count = from.count();
            List<ChannelName> channels = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                channels.add(from.channel());
            }
            return new Connection(user, client, address, since, name, version, channels);
        }
    };

    static final Paged.Form<Occupied> OCCUPIED = new Paged.Form<>() {
        @Override
        public String key(Occupied occupied) {
            return occupied.channel().value();
        }

        @Override
        public void write(Occupied occupied, WireWriter to) {
            to.text(occupied.channel().value()).number(occupied.clients());
        }

        @Override
        public Occupied read(WireReader from) throws Malformed {
            return new Occupied(from.channel(), from.whole(Integer.MAX_VALUE));
        }
    };

    private Forms() {}
}
