package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Writes down what a reader reports. Parts are put together, and noted as the message they make up once its last has
/// come, so that both modes of reading can be compared.
class Recorder implements MessageEvents {

    final List<Event> events = new ArrayList<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    @Override
    public boolean wantsMore() {
        return true;
    }

    @Override
    public void onText(ByteBuffer utf8) {
        events.add(Event.text(bytes(utf8)));
    }

    @Override
    public void onBinary(ByteBuffer data) {
        events.add(Event.binary(bytes(data)));
    }

    @Override
    public void onTextPart(ByteBuffer utf8, boolean last) {
        byte[] whole = gather(utf8, last);
        if (last) {
            events.add(Event.text(whole));
        }
    }

    @Override
    public void onBinaryPart(ByteBuffer data, boolean last) {
        byte[] whole = gather(data, last);
        if (last) {
            events.add(Event.binary(whole));
        }
    }

    private byte[] gather(ByteBuffer part, boolean last) {
        assertThat(last || part.hasRemaining())
                .as("only the last part may be empty")
                .isTrue();
        message.writeBytes(bytes(part));
        if (!last) {
            return new byte[0];
        }
        byte[] whole = message.toByteArray();
        message.reset();
        return whole;
    }

    @Override
    public void onPing(ByteBuffer data) {
        events.add(Event.ping(bytes(data)));
    }

    @Override
    public void onPong(ByteBuffer data) {
        events.add(Event.pong(bytes(data)));
    }

    @Override
    public void onClose(int code, String reason) {
        events.add(Event.close(code, reason));
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
