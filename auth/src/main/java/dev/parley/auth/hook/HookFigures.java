package dev.parley.auth.hook;

/// What became of the questions of one kind to one hook, since the start.
///
/// @param hook its name
/// @param asked all of them, each attempt counted; those under way are in none of the three that follow
/// @param allowed answered with a result
/// @param refused answered with an error, the end of the session, or that it has expired
/// @param unavailable not answered in a way that can be used: too late, no JSON, a field of a wrong type, …
/// @param waiting those that wait for their turn now
/// @param nanos from sending to the end of the answer, of all that were sent, together
public record HookFigures(
        String hook,
        HookKind kind,
        long asked,
        long allowed,
        long refused,
        long unavailable,
        long waiting,
        long nanos) {}
