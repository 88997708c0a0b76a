package dev.parley.embed;

/// What may wait for a [Listener]; past either of them nothing more is taken until half of it was heard.
///
/// @param publications that wait
/// @param bytes of memory that they take, about
public record ListenerOptions(int publications, long bytes) {

    public static final ListenerOptions DEFAULT = new ListenerOptions(1_000, 16L * 1024 * 1024);

    public ListenerOptions {
        if (publications < 2 || bytes < 1) {
            throw new IllegalArgumentException("at least two publications and a byte");
        }
    }
}
