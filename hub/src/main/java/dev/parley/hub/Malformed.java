package dev.parley.hub;

/// Bytes from another node that say nothing this one understands. The message is for the log.
public final class Malformed extends Exception {

    private static final long serialVersionUID = 1;

    public Malformed(String why) {
        super(why, null, false, false);
    }
}
