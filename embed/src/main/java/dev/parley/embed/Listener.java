package dev.parley.embed;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Publication;

/// Hears what is published on a channel, inside this program: one call at a time, in order, on a virtual thread. It may
/// block.
///
/// What waits for it is bounded ([ListenerOptions]). When that is full, a channel with history is read again from where
/// the listener has got to, once it has caught up with what waits: nothing is lost as long as history reaches back so
/// far. Of what can't be had any more, and of what came meanwhile on a channel without history, it hears [#onGap].
///
/// A call that throws is logged; the next one follows.
@FunctionalInterface
public interface Listener {

    void onPublication(ChannelName channel, Publication publication) throws Exception;

    /// Publications are missing between the last one and the next.
    default void onGap(ChannelName channel) throws Exception {}
}
