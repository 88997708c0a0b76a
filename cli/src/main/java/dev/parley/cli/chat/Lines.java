package dev.parley.cli.chat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// What is shown, in colours. Only texts that are safe to print get in here, or are made so here.
final class Lines {

    /// Each person has one of these, always the same. Colours of the terminal's own scheme, which its owner can read.
    private static final int[] COLOURS = {
        AttributedStyle.RED,
        AttributedStyle.GREEN,
        AttributedStyle.YELLOW,
        AttributedStyle.BLUE,
        AttributedStyle.MAGENTA,
        AttributedStyle.CYAN,
    };

    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    private static final AttributedStyle FAINT = PLAIN.faint();
    private static final int DAY_MILLIS = 24 * 3_600 * 1_000;

    private final boolean coloured;
    private final ZoneId zone;

    Lines(boolean coloured, ZoneId zone) {
        this.coloured = coloured;
        this.zone = zone;
    }

    /// `14:02 #17 Ann: hello`; the further lines of a text are indented.
    ///
    /// @param names of people by their ids
    /// @param now milliseconds since 1970
    AttributedString message(Message message, Function<String, String> names, long now) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.styled(style(FAINT), time(message.time(), now) + " #" + message.position() + " ");
        line.styled(author(message.author()), names.apply(message.author()) + ":");
        line.append(" ");
        Message reply = message.reply();
        if (reply != null) {
            String quoted = reply.deleted() ? "(deleted)" : SafeText.line(reply.text());
            line.styled(style(FAINT), "> " + names.apply(reply.author()) + ": " + quoted + " < ");
        }
        String body = SafeText.lines(Plain.body(message)).replace("\n", "\n      ");
        if (message.deleted()) {
            line.styled(style(FAINT), body);
        } else {
            line.append(body);
        }
        if (message.edited()) {
            line.styled(style(FAINT), " (edited)");
        }
        return line.toAttributedString();
    }

    /// Something that the chat itself says.
    AttributedString note(String text) {
        return new AttributedString("-- " + text, style(FAINT));
    }

    AttributedString problem(String text) {
        return new AttributedString("!! " + text, style(PLAIN.foreground(AttributedStyle.RED)));
    }

    AttributedString plain(String text) {
        return new AttributedString(text);
    }

    private String time(long millis, long now) {
        String pattern = Math.abs(now - millis) < DAY_MILLIS ? "HH:mm" : "yyyy-MM-dd HH:mm";
        return DateTimeFormatter.ofPattern(pattern)
                .format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    private AttributedStyle author(String id) {
        int hash = id.hashCode();
        AttributedStyle colour = PLAIN.foreground(COLOURS[Math.floorMod(hash, COLOURS.length)]);
        return style(Math.floorMod(hash / COLOURS.length, 2) == 0 ? colour : colour.bold());
    }

    private AttributedStyle style(AttributedStyle style) {
        return coloured ? style : PLAIN;
    }
}
