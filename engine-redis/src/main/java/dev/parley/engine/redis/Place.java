package dev.parley.engine.redis;

import dev.parley.hub.Position;

/// Where a channel is. The time tells two histories of one epoch apart: when a Redis has taken something back and gone on
/// from there, it has another publication at the same offset.
///
/// @param time of the publication at the offset; of the channel's beginning, when there is none
record Place(String epoch, long offset, long time) {

    static final Place NOWHERE = new Place("", 0, 0);

    Position position() {
        return new Position(epoch, offset);
    }
}
