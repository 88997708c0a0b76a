package dev.parley.dialects;

import dev.parley.hub.Link;
import dev.parley.hub.Loop;
import dev.parley.hub.Message;
import dev.parley.hub.MessageBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A link that writes down what goes out.
public final class PaperLink implements Link {

    private final Loop loop;

    /// Text as it is, binary as its bytes in brackets, the close as `close CODE REASON`.
    public final List<String> said = new ArrayList<>();

    public int pauses;
    public boolean corked;
    public int uncorked;
    public boolean writable = true;

    public PaperLink(Loop loop) {
        this.loop = loop;
    }

    public List<String> take() {
        List<String> taken = List.copyOf(said);
        said.clear();
        return taken;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public boolean send(Message message) {
        byte[] bytes = new byte[message.size()];
        message.bytes().get(bytes);
        said.add(message.isText() ? new String(bytes, StandardCharsets.UTF_8) : java.util.Arrays.toString(bytes));
        return true;
    }

    @Override
    public boolean send(MessageBatch batch) {
        batch.messages().forEach(this::send);
        return true;
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public long bufferedBytes() {
        return 0;
    }

    @Override
    public void pauseReading() {
        pauses++;
    }

    @Override
    public void resumeReading() {
        pauses--;
    }

    @Override
    public void cork() {
        corked = true;
    }

    @Override
    public void uncork() {
        corked = false;
        uncorked++;
    }

    @Override
    public void close(int code, String reason) {
        if (code < 1000 || (code > 1013 && code < 3000) || code > 4999) {
            throw new IllegalArgumentException("no close code: " + code);
        }
        corked = false;
        said.add("close " + code + " " + reason);
    }

    @Override
    public String remoteAddress() {
        return "192.0.2.1";
    }
}
