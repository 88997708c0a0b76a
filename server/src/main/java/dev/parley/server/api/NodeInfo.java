package dev.parley.server.api;

import dev.parley.hub.Malformed;
import dev.parley.hub.WireReader;
import dev.parley.hub.WireWriter;
import tools.jackson.core.JsonGenerator;

/// What a node says of itself.
///
/// @param uid another one after each start
/// @param state `ready` when it takes clients; else why not
/// @param engine what carries its publications
/// @param uptimeSeconds since it was started
record NodeInfo(
        String uid,
        String name,
        String version,
        String state,
        String engine,
        int clients,
        int users,
        int subscriptions,
        int channels,
        long uptimeSeconds) {

    byte[] written() {
        return new WireWriter()
                .text(uid)
                .text(name)
                .text(version)
                .text(state)
                .text(engine)
                .number(clients)
                .number(users)
                .number(subscriptions)
                .number(channels)
                .number(uptimeSeconds)
                .toByteArray();
    }

    static NodeInfo read(WireReader from) throws Malformed {
        return new NodeInfo(
                from.text(),
                from.text(),
                from.text(),
                from.text(),
                from.text(),
                from.whole(Integer.MAX_VALUE),
                from.whole(Integer.MAX_VALUE),
                from.whole(Integer.MAX_VALUE),
                from.whole(Integer.MAX_VALUE),
                from.number());
    }

    /// @param lagNanos how long its answer took
    void write(JsonGenerator json, long lagNanos) {
        json.writeStartObject();
        json.writeStringProperty("uid", uid);
        json.writeStringProperty("name", name);
        json.writeStringProperty("version", version);
        json.writeNumberProperty("num_clients", clients);
        json.writeNumberProperty("num_users", users);
        json.writeNumberProperty("num_subs", subscriptions);
        json.writeNumberProperty("num_channels", channels);
        json.writeNumberProperty("uptime", uptimeSeconds);
        json.writeStringProperty("state", state);
        json.writeStringProperty("engine", engine);
        json.writeNumberProperty("lag", lagNanos / 100_000 / 10.0);
        json.writeEndObject();
    }
}
