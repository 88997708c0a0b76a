package dev.parley.bench.scale;

/// What things cost, as measured: processor time in microseconds of one core, memory in bytes. `docs/scale.md` says how each
/// was measured, and on what.
///
/// @param delivery of a node, for a message that goes to one client
/// @param publish of a node, for a publication that a client or the backend hands in
/// @param heard of a node, for a publication that Redis tells it
/// @param connect of a node, for a client that connects, subscribes and catches up
/// @param idle of a node, for a connected client, each second: its heartbeat
/// @param redisPublish of Redis, for a publication
/// @param redisTell of Redis, for each node that is told one
/// @param redisOpen of Redis, for a channel that a node begins to hear
/// @param redisCheck of Redis, for a channel that is compared with what a node knows
/// @param nodeCheck of the node, for the same
/// @param session of a node, for a client with its own channel
/// @param channel of a node, for a channel that somebody there hears
/// @param redisChannel of Redis, for a channel that a node hears, and what is known of it
/// @param redisEntry of Redis, for a publication in a history, beside its payload
public record Costs(
        double delivery,
        double publish,
        double heard,
        double connect,
        double idle,
        double redisPublish,
        double redisTell,
        double redisOpen,
        double redisCheck,
        double nodeCheck,
        double session,
        double channel,
        double redisChannel,
        double redisEntry) {

    public static final Costs MEASURED =
            new Costs(11.0, 24.0, 12.0, 350.0, 0.5, 32.0, 1.0, 12.0, 2.5, 2.5, 6_000.0, 1_550.0, 400.0, 150.0);
}
