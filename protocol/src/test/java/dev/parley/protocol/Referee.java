package dev.parley.protocol;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A second reader, made from the words of RFC 6455 alone: it has the whole stream before it, copies what it likes,
/// judges a text from its first byte again with every frame, and shares nothing with [MessageReader]. What both agree
/// on is probably right.
///
/// A rule counts as broken once the bytes that break it are there: those of the first and of the second byte of a frame
/// at once, those about length and size when the head is complete, those about text with the bad byte.
final class Referee {

    /// What a stream means: the events, and then the rules that it breaks in one and the same place, any of which
    /// may be named; none if all is well.
    record Verdict(List<Event> events, Set<Violation> broken) {

        boolean allows(List<Event> read) {
            if (broken.isEmpty()) {
                return read.equals(events);
            }
            int last = events.size();
            return read.size() == last + 1
                    && read.subList(0, last).equals(events)
                    && broken.stream().anyMatch(violation -> read.get(last).equals(Event.broken(violation)));
        }
    }

    /// What becomes of compressed bytes, from the first of a message on.
    interface Inflater {
        /// @param complete whether these are all
        /// @return what they inflate to, as far as that can be said
        byte[] inflate(byte[] bytes, boolean complete) throws ProtocolException;
    }

    private final Setup setup;
    private final Inflater inflater;
    private final byte[] stream;
    private final List<Event> events = new ArrayList<>();
    private final EnumSet<Violation> broken = EnumSet.noneOf(Violation.class);
    private int at;

    private boolean inMessage;
    private boolean text;
    private boolean compressed;
    private BigInteger announced = BigInteger.ZERO;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    private Referee(Setup setup, Inflater inflater, byte[] stream) {
        this.setup = setup;
        this.inflater = inflater;
        this.stream = stream;
    }

    static Verdict judge(Setup setup, byte[] stream) {
        return judge(setup, Referee::runs, stream);
    }

    static Verdict judge(Setup setup, Inflater inflater, byte[] stream) {
        var referee = new Referee(setup, inflater, stream);
        while (referee.frame()) {
            // on to the next
        }
        return new Verdict(referee.events, referee.broken);
    }

    /// [RunLength] backwards.
    private static byte[] runs(byte[] pairs, boolean complete) throws ProtocolException {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i] == 0 || (complete && i + 1 == pairs.length)) {
                throw new ProtocolException(Violation.DEFLATE_BROKEN);
            }
            if (i + 1 < pairs.length) {
                byte[] run = new byte[pairs[i] & 0xff];
                Arrays.fill(run, pairs[i + 1]);
                out.writeBytes(run);
            }
        }
        return out.toByteArray();
    }

    /// One frame; false at the end of the matter.
    private boolean frame() {
        // 5.2: FIN, RSV1, RSV2, RSV3, four bits of opcode
        if (left() < 1) {
            return false;
        }
        String bits = bits(stream[at]);
        boolean fin = bits.charAt(0) == '1';
        boolean rsv1 = bits.charAt(1) == '1';
        int opcode = Integer.parseInt(bits.substring(4), 2);
        boolean control = bits.charAt(4) == '1';
        if (!List.of(0, 1, 2, 8, 9, 10).contains(opcode)) {
            broken.add(Violation.RESERVED_OPCODE);
        }
        if (!bits.startsWith("00", 2) || (rsv1 && !setup.compressed())) {
            broken.add(Violation.RESERVED_BITS);
        }
        if (rsv1 && setup.compressed() && control) {
            broken.add(Violation.CONTROL_COMPRESSED);
        }
        if (rsv1 && setup.compressed() && opcode == 0) {
            broken.add(Violation.CONTINUATION_COMPRESSED);
        }
        if (control && !fin) {
            broken.add(Violation.CONTROL_FRAGMENTED);
        }
        if (opcode == 0 && !inMessage) {
            broken.add(Violation.CONTINUATION_WITHOUT_START);
        }
        if ((opcode == 1 || opcode == 2) && inMessage) {
            broken.add(Violation.MESSAGE_INSIDE_MESSAGE);
        }
        if (!broken.isEmpty() || left() < 2) {
            return false;
        }

        // MASK, seven bits of length
        bits = bits(stream[at + 1]);
        boolean masked = bits.charAt(0) == '1';
        int seven = Integer.parseInt(bits.substring(1), 2);
        if (setup.role() == Role.SERVER && !masked) {
            broken.add(Violation.UNMASKED_FROM_CLIENT);
        }
        if (setup.role() == Role.CLIENT && masked) {
            broken.add(Violation.MASKED_FROM_SERVER);
        }
        if (control && seven > 125) {
            broken.add(Violation.CONTROL_TOO_LONG);
        }
        if (!broken.isEmpty()) {
            return false;
        }

        // extended length, key
        int lengthBytes = seven == 126 ? 2 : seven == 127 ? 8 : 0;
        int head = 2 + lengthBytes + (masked ? 4 : 0);
        if (left() < head) {
            return false;
        }
        BigInteger length = BigInteger.valueOf(seven);
        if (lengthBytes > 0) {
            length = new BigInteger(1, Arrays.copyOfRange(stream, at + 2, at + 2 + lengthBytes));
            if (length.bitLength() == 64) {
                broken.add(Violation.LENGTH_NEGATIVE);
            }
            if (length.compareTo(BigInteger.valueOf(lengthBytes == 2 ? 126 : 65536)) < 0) {
                broken.add(Violation.LENGTH_NOT_MINIMAL);
            }
        }
        byte[] key = masked ? Arrays.copyOfRange(stream, at + head - 4, at + head) : new byte[4];
        if (!control && opcode != 0) {
            inMessage = true;
            text = opcode == 1;
            compressed = rsv1;
            announced = BigInteger.ZERO;
            message.reset();
        }
        if (!control) {
            announced = announced.add(length);
            long most =
                    compressed ? setup.limits().compressed() : setup.limits().message();
            if (length.compareTo(BigInteger.valueOf(setup.limits().frame())) > 0) {
                broken.add(Violation.FRAME_TOO_BIG);
            }
            if (announced.compareTo(BigInteger.valueOf(most)) > 0) {
                broken.add(Violation.MESSAGE_TOO_BIG);
            }
        }
        if (!broken.isEmpty()) {
            return false;
        }
        at += head;

        // payload (5.3: octet i is combined with octet i modulo 4 of the key)
        int here = length.min(BigInteger.valueOf(left())).intValueExact();
        boolean whole = length.equals(BigInteger.valueOf(here));
        byte[] payload = Arrays.copyOfRange(stream, at, at + here);
        for (int i = 0; i < here; i++) {
            payload[i] = (byte) (payload[i] ^ key[i % 4]);
        }
        at += here;
        if (!control) {
            data(payload, fin && whole);
        } else if (whole) {
            return control(opcode, payload);
        }
        return broken.isEmpty() && whole;
    }

    private void data(byte[] payload, boolean complete) {
        message.writeBytes(payload);
        byte[] data = message.toByteArray();
        if (compressed) {
            data = inflated(data, complete);
            if (data.length > setup.limits().message()) {
                broken.add(Violation.MESSAGE_TOO_BIG);
            }
        }
        if (text && !(complete && broken.isEmpty() ? isUtf8(data) : startsUtf8(data))) {
            broken.add(Violation.NOT_UTF8);
        }
        if (complete && broken.isEmpty()) {
            events.add(text ? Event.text(data) : Event.binary(data));
            inMessage = false;
        }
    }

    private byte[] inflated(byte[] data, boolean complete) {
        int good = data.length;
        boolean all = complete;
        while (true) {
            try {
                return inflater.inflate(Arrays.copyOf(data, good), all);
            } catch (ProtocolException e) {
                broken.add(e.violation());
                all = false;
                good--;
            }
        }
    }

    private boolean control(int opcode, byte[] payload) {
        switch (opcode) {
            case 9 -> events.add(Event.ping(payload));
            case 10 -> events.add(Event.pong(payload));
            default -> {
                close(payload);
                return false;
            }
        }
        return true;
    }

    /// 5.5.1 and 7.4: a number that may be sent, then UTF-8.
    private void close(byte[] payload) {
        if (payload.length == 0) {
            events.add(Event.close(1005, ""));
            return;
        }
        if (payload.length == 1) {
            broken.add(Violation.CLOSE_PAYLOAD_OF_ONE);
            return;
        }
        int code = new BigInteger(1, Arrays.copyOf(payload, 2)).intValueExact();
        byte[] reason = Arrays.copyOfRange(payload, 2, payload.length);
        boolean registered =
                code >= 1000 && code <= 1014 && !List.of(1004, 1005, 1006).contains(code);
        if (!registered && code / 1000 != 3 && code / 1000 != 4) {
            broken.add(Violation.CLOSE_CODE_FORBIDDEN);
        }
        if (!isUtf8(reason)) {
            broken.add(Violation.CLOSE_REASON_NOT_UTF8);
        }
        if (broken.isEmpty()) {
            events.add(Event.close(code, new String(reason, StandardCharsets.UTF_8)));
        }
    }

    static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /// Whether something can be added to make it UTF-8: 80s or BFs fit behind whatever has begun well.
    static boolean startsUtf8(byte[] bytes) {
        for (int more = 0; more <= 3; more++) {
            for (int filler : new int[] {0x80, 0xbf}) {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + more);
                Arrays.fill(longer, bytes.length, longer.length, (byte) filler);
                if (isUtf8(longer)) {
                    return true;
                }
            }
        }
        return false;
    }

    private int left() {
        return stream.length - at;
    }

    private static String bits(byte b) {
        return Integer.toBinaryString(0x100 | (b & 0xff)).substring(1);
    }
}
