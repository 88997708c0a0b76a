package dev.parley.hub;

/// A place in a channel's stream: right behind the publication with that offset (0: before the first).
///
/// Offsets grow by one within an epoch. Positions of different epochs can't be compared: the epoch changes whenever the
/// engine can't prove that its top offset is the highest ever delivered.
public record Position(String epoch, long offset) {

    public Position {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is 0 or more, got " + offset);
        }
    }
}
