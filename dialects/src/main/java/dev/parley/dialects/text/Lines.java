package dev.parley.dialects.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Bytes in, lines out. A line ends with LF, CR LF, or as telnet has it CR NUL. One thread.
///
/// Telnet's commands (RFC 854) are taken out: byte 255 never occurs in UTF-8. An offer of an option is answered with
/// *don't*, a request for one with *won't*, so that a telnet client stays what it is without any: a line at a time.
final class Lines {

    /// What a line turned out to be.
    sealed interface Line {
        record Text(String text) implements Line {}

        record TooLong() implements Line {}

        record NotUtf8() implements Line {}

        /// It has control characters in it.
        record Control() implements Line {}
    }

    private enum Telnet {
        DATA,
        COMMAND,
        OPTION,
        SUBNEGOTIATION,
        SUBNEGOTIATION_COMMAND
    }

    private static final int IAC = 255;
    private static final int DONT = 254;
    private static final int DO = 253;
    private static final int WONT = 252;
    private static final int WILL = 251;
    private static final int SB = 250;
    private static final int SE = 240;

    /// A telnet client asks for a dozen options; who asks for more gets no answer.
    private static final int MOST_REFUSALS = 64;

    private final byte[] bytes;
    private int length;
    private boolean tooLong;
    private boolean afterReturn;
    private Telnet telnet = Telnet.DATA;
    private int verb;
    private int refusals;
    private final ByteArrayOutputStream replies = new ByteArrayOutputStream(0);

    /// @param limit bytes of a line
    Lines(int limit) {
        bytes = new byte[limit];
    }

    /// Takes bytes from `in` up to the end of a line.
    ///
    /// @return null when there is no whole line; then all of `in` was taken
    @Nullable Line next(ByteBuffer in) {
        while (in.hasRemaining()) {
            int b = in.get() & 0xff;
            if (telnet == Telnet.DATA && b != IAC) {
                boolean belongsToTheReturn = afterReturn && (b == '\n' || b == 0);
                afterReturn = b == '\r';
                if (belongsToTheReturn) {
                    continue;
                }
                if (b == '\n' || b == '\r') {
                    return ended();
                }
                add(b);
            } else {
                command(b);
            }
        }
        return null;
    }

    /// What telnet is to be answered; empty when nothing.
    ByteBuffer takeReplies() {
        if (replies.size() == 0) {
            return ByteBuffer.allocate(0);
        }
        ByteBuffer taken = ByteBuffer.wrap(replies.toByteArray());
        replies.reset();
        return taken;
    }

    private void add(int b) {
        if (length == bytes.length) {
            tooLong = true;
        } else {
            bytes[length++] = (byte) b;
        }
    }

    private Line ended() {
        int size = length;
        boolean dropped = tooLong;
        length = 0;
        tooLong = false;
        if (dropped) {
            return new Line.TooLong();
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, size))
                    .toString();
        } catch (CharacterCodingException broken) {
            return new Line.NotUtf8();
        }
        return Printable.isPrintable(text) ? new Line.Text(text) : new Line.Control();
    }

    private void command(int b) {
        switch (telnet) {
            case DATA -> telnet = Telnet.COMMAND;
            case COMMAND -> {
                verb = b;
                telnet = switch (b) {
                    case WILL, WONT, DO, DONT -> Telnet.OPTION;
                    case SB -> Telnet.SUBNEGOTIATION;
                    default -> Telnet.DATA; // of one byte, such as "are you there"
                };
                if (b == IAC) {
                    add(b); // a literal 255: not UTF-8, which is said at the end of the line
                }
            }
            case OPTION -> {
                telnet = Telnet.DATA;
                if ((verb == WILL || verb == DO) && refusals++ < MOST_REFUSALS) {
                    replies.write(IAC);
                    replies.write(verb == WILL ? DONT : WONT);
                    replies.write(b);
                }
            }
            case SUBNEGOTIATION -> telnet = b == IAC ? Telnet.SUBNEGOTIATION_COMMAND : telnet;
            case SUBNEGOTIATION_COMMAND -> telnet = b == SE ? Telnet.DATA : Telnet.SUBNEGOTIATION;
        }
    }
}
