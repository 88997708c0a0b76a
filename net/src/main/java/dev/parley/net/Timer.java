package dev.parley.net;

/// A task that waits on a [Loop]. Cancelling twice, or after it ran, does nothing. On the loop only.
public interface Timer {
    void cancel();
}
