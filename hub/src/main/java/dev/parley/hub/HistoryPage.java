package dev.parley.hub;

import java.util.List;

/// A part of a channel's history.
///
/// @param publications in the order asked for
/// @param top the channel's position when it was read
/// @param complete whether the first of them follows the asked position without a gap (forward, with a position): false
///     when the epoch is another one, or history no longer reaches back so far; then `publications` is empty
public record HistoryPage(List<Publication> publications, Position top, boolean complete) {}
