package dev.parley.protocol;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;

/// Frames as a second, naive writer puts them on the wire, sensible or not.
final class Wire {

    private Wire() {}

    /// How a length is written.
    enum Form {
        SHORTEST,
        SIXTEEN_BITS,
        SIXTY_FOUR_BITS,
        NEGATIVE
    }

    /// @param first FIN, RSV and opcode
    record Frame(int first, Form form, byte[] payload) {

        static Frame of(int opcode, boolean fin, byte[] payload) {
            return new Frame((fin ? 0x80 : 0) + opcode, Form.SHORTEST, payload);
        }

        Frame compressed() {
            return new Frame(first | 0x40, form, payload);
        }

        @Override
        public String toString() {
            return "%02x %s %s".formatted(first, form, HexFormat.of().formatHex(payload));
        }
    }

    /// Unmasked, as a server sends them.
    static byte[] unmasked(List<Frame> frames) {
        var out = new ByteArrayOutputStream();
        for (Frame frame : frames) {
            int length = frame.payload().length;
            out.write(frame.first());
            switch (frame.form()) {
                case SHORTEST -> {
                    if (length <= 125) {
                        out.write(length);
                    } else if (length <= 0xffff) {
                        out.write(126);
                        number(out, length, 2);
                    } else {
                        out.write(127);
                        number(out, length, 8);
                    }
                }
                case SIXTEEN_BITS -> {
                    out.write(126);
                    number(out, length, 2);
                }
                case SIXTY_FOUR_BITS -> {
                    out.write(127);
                    number(out, length, 8);
                }
                case NEGATIVE -> {
                    out.write(127);
                    number(out, Long.MIN_VALUE + length, 8);
                }
            }
            out.writeBytes(frame.payload());
        }
        return out.toByteArray();
    }

    /// As `sender` sends them.
    static byte[] from(Role sender, List<Frame> frames, int firstKey) {
        byte[] unmasked = unmasked(frames);
        return sender == Role.SERVER ? unmasked : Masked.frames(unmasked, firstKey);
    }

    private static void number(ByteArrayOutputStream out, long number, int bytes) {
        byte[] digits = BigInteger.valueOf(number).toByteArray();
        for (int i = bytes; i > 0; i--) {
            out.write(i <= digits.length ? digits[digits.length - i] : 0);
        }
    }
}
