package dev.parley.redis;

import dev.parley.hub.Namespace;
import java.util.function.Predicate;

/// What the site's backend is told: each bucket has a stream of events, which wait there in their order until one node, the
/// teller, has brought them to the backend. So whatever changes in a bucket and the event of it are one script.
///
/// An entry of the stream has fields in this order: `k` the key whose events keep their order, `t` its time in ms, then one of
///
/// | fields | the event |
/// | --- | --- |
/// | `i` id, `b` body | as JSON, ready to be sent |
/// | `i` id, `y` type | of the user or channel that stands in the key |
/// | `i` id (empty when it has a place), `o` offset, `e` epoch, `h` [Head], `p` payload | a publication on the channel in the key |
///
/// Whoever adds to an empty stream says a word on [#word], so that the teller need not look all the time.
///
/// @param publications whether the backend is told what is published in a namespace
/// @param limit events that may wait in one bucket; a script that would add another does nothing and says `full`
public record Events(Predicate<Namespace> publications, long limit) {

    /// For a site whose backend is told nothing.
    public static final Events NONE = new Events(_ -> false, 1);

    public Events {
        if (limit < 1) {
            throw new IllegalArgumentException("room for at least one event is needed, got " + limit);
        }
    }

    /// The key of a bucket's stream.
    public static byte[] stream(Bucket bucket) {
        return bucket.key("events", "");
    }

    /// The channel on which it is said that something has come to a bucket.
    public static byte[] word(Bucket bucket) {
        return bucket.key("told", "");
    }
}
