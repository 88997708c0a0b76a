package dev.parley.bench.scale;

import java.util.List;

/// What happens on a site. Clients of a channel are spread over the nodes by chance, as a load balancer does it.
///
/// @param name what it is called
/// @param connections clients that are connected at the same time; each hears its user's own channel and that of all
/// @param streams what is published
/// @param payload bytes of a publication
/// @param history publications that are kept on each channel
/// @param comeBackSeconds within which the clients of a node that is lost are to be connected again
public record Site(
        String name, double connections, List<Stream> streams, double payload, double history, double comeBackSeconds) {

    /// Channels that are alike.
    ///
    /// @param subscribers of each
    /// @param rate publications on each, a second
    public record Stream(String what, double channels, double subscribers, double rate) {

        double publications() {
            return channels * rate;
        }

        double deliveries() {
            return channels * rate * subscribers;
        }
    }

    /// Channels, each client's own among them.
    double channels() {
        return connections + streams.stream().mapToDouble(Stream::channels).sum();
    }

    /// Each user hears something now and then, and all of them something each minute.
    public static Site notifications(double connections) {
        return new Site(
                "notifications",
                connections,
                List.of(
                        new Stream("a push to each user every 5 minutes", connections, 1, 1 / 300.0),
                        new Stream("one to all each minute", 1, connections, 1 / 60.0)),
                300,
                20,
                60);
    }

    /// Everybody is in three rooms of 200, in each of which somebody writes every ten seconds.
    public static Site chat(double connections) {
        return new Site(
                "chat",
                connections,
                List.of(new Stream("rooms of 200, a message every 10 s", connections * 3 / 200, 200, 0.1)),
                500,
                100,
                60);
    }

    /// Everybody follows one of a thousand events, with two messages a second.
    public static Site live(double connections) {
        return new Site(
                "live",
                connections,
                List.of(new Stream("1,000 events, 2 messages a second", 1_000, connections / 1_000, 2)),
                200,
                100,
                60);
    }
}
