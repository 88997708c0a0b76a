package dev.parley.hub;

/// What an audience is told, in the order in which the channel's lane said it.
sealed interface Happening {

    record Published(Publication publication) implements Happening {}

    record Joined(ClientInfo info) implements Happening {}

    record Left(ClientInfo info) implements Happening {}

    /// Positions up to now mean nothing any more.
    record Broken(Position now) implements Happening {}

    /// Bytes of memory while it waits, about.
    default int cost() {
        return this instanceof Published(Publication publication) ? publication.cost() : 128;
    }
}
