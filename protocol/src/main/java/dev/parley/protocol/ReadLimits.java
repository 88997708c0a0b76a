package dev.parley.protocol;

/// The sizes that a reader accepts, in bytes.
///
/// @param message of a whole message, inflated; past it [Violation#MESSAGE_TOO_BIG]
/// @param frame of one frame's payload as sent; past it [Violation#FRAME_TOO_BIG]
public record ReadLimits(long message, long frame) {

    public ReadLimits {
        if (message < 1 || frame < 1) {
            throw new IllegalArgumentException("limits must be at least 1 byte, got " + message + " and " + frame);
        }
    }

    /// What a compressed message may be long on the wire. A sender that stores every byte by itself and flushes behind it
    /// makes 11 bytes of one, which is allowed; blocks that inflate to nothing could go on for ever, which is not.
    long compressed() {
        return message > (Long.MAX_VALUE - 1024) / 16 ? Long.MAX_VALUE : message * 16 + 1024;
    }

    /// A message that is handed out whole must fit into one buffer.
    ReadLimits forWholeMessages() {
        int most = Integer.MAX_VALUE - 8;
        return message <= most ? this : new ReadLimits(most, frame);
    }
}
