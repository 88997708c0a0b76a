package dev.parley.dialects.text;

import java.time.Duration;

/// What text clients may do.
///
/// @param greeting said first; one line
/// @param lineBytes bytes of a line without its end; 16 to 65,536
/// @param linesPerSecond lines that are taken in a second; 1 or more
/// @param idle how long a client may be without a line
/// @param naming how long it may take to say its name
public record TextOptions(String greeting, int lineBytes, int linesPerSecond, Duration idle, Duration naming) {

    /// 1,000 bytes: about what fits a screen. 10 lines in a second: faster than anybody types, slower than a flood.
    /// Half an hour, since nothing else tells who has gone without a word.
    public static final TextOptions DEFAULT =
            new TextOptions("Welcome to Parley.", 1_000, 10, Duration.ofMinutes(30), Duration.ofMinutes(1));

    public TextOptions {
        if (lineBytes < 16 || lineBytes > 65_536) {
            throw new IllegalArgumentException("a line has room for 16 to 65536 bytes, got " + lineBytes);
        }
        if (linesPerSecond < 1) {
            throw new IllegalArgumentException("at least one line in a second, got " + linesPerSecond);
        }
        if (idle.toMillis() < 1 || naming.toMillis() < 1) {
            throw new IllegalArgumentException("times must be positive");
        }
    }
}
