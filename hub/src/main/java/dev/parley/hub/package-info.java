/// The heart: channels, publications with positions, subscriptions, presence, recovery.
///
/// It knows no socket, no file, no JSON reader and no clock of its own; they are handed in through small ports:
/// [Loop], [Link], [Dialect], [Engine], [Decisions].
@NullMarked
package dev.parley.hub;

import org.jspecify.annotations.NullMarked;
