package dev.parley.chat.files;

import dev.parley.chat.files.FileException.Reason;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Says what a file is by its content: one of a few types that are harmless as they are served, and
/// `application/octet-stream` for everything else. HTML, SVG, XML and scripts are never among them.
///
/// A file that begins like a picture or a sound has to go on as one: when it is cut off it is refused, since nobody could
/// see or hear it.
final class Sniffer {

    /// A picture with more is not taken: whoever shows it needs four bytes for each.
    static final long PIXELS = 50_000_000;

    private static final int TEXT_PIECE = 1 << 20;

    private Sniffer() {}

    /// @throws FileException TOO_LARGE for a picture with too many pixels; BAD_TYPE for what is cut off
    static Sniffed sniff(Content content) throws FileException {
        if (content.size() == 0) {
            throw new FileException(Reason.BAD_TYPE, "The file is empty.");
        }
        Sniffed sniffed;
        try {
            sniffed = known(content);
        } catch (EOFException cutOff) {
            throw new FileException(Reason.BAD_TYPE, "The file is cut off: send it once more.");
        }
        if (sniffed instanceof Sniffed.Picture picture && picture.pixels() > PIXELS) {
            throw new FileException(
                    Reason.TOO_LARGE,
                    "The picture has " + picture.width() + " × " + picture.height() + " pixels: make it smaller, "
                            + PIXELS / 1_000_000 + " megapixels are the most.");
        }
        return sniffed;
    }

    private static Sniffed known(Content content) throws EOFException {
        Sniffed found = PictureHeads.read(content);
        if (found == null) {
            found = Sounds.read(content);
        }
        if (found == null) {
            found = Films.read(content);
        }
        if (found != null) {
            return found;
        }
        if (content.is(0, "%PDF-")) {
            return new Sniffed.Other("application/pdf");
        }
        if (content.is(0, "PK\u0003\u0004") || content.is(0, "PK\u0005\u0006")) {
            return new Sniffed.Other("application/zip");
        }
        return isText(content) ? new Sniffed.Other("text/plain; charset=utf-8") : Sniffed.Other.UNKNOWN;
    }

    /// Whether it is UTF-8 without control characters, and does not begin like markup or a script.
    private static boolean isText(Content content) throws EOFException {
        CharsetDecoder utf8 = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer chars = CharBuffer.allocate(8_192);
        boolean begun = false;
        long at = 0;
        while (at < content.size()) {
            int length = (int) Math.min(TEXT_PIECE, content.size() - at);
            ByteBuffer bytes = content.view(at, length);
            boolean last = at + length == content.size();
            int before = bytes.remaining();
            while (true) {
                var result = utf8.decode(bytes, chars, last);
                Boolean harmless = harmless(chars.flip(), begun);
                if (result.isError() || Boolean.FALSE.equals(harmless)) {
                    return false;
                }
                begun |= harmless != null;
                chars.clear();
                if (result.isUnderflow()) {
                    break;
                }
            }
            at += before - bytes.remaining();
        }
        return true;
    }

    /// @param begun whether something was seen before
    /// @return null when nothing was seen yet
    private static @Nullable Boolean harmless(CharBuffer chars, boolean begun) {
        boolean seen = begun;
        while (chars.hasRemaining()) {
            char c = chars.get();
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' || c == 0x7f) {
                return false;
            }
            if (!seen && !Character.isWhitespace(c) && c != '\uFEFF') {
                if (c == '<' || c == '#' && chars.hasRemaining() && chars.get(chars.position()) == '!') {
                    return false;
                }
                seen = true;
            }
        }
        return seen ? true : null;
    }
}
