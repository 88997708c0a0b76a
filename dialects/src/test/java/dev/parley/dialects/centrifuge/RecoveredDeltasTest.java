package dev.parley.dialects.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.dialects.centrifuge.Talk.Client;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Draft;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.Published;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What was missed and what follows it are one chain of deltas: each is put together from the one before, as SDKs do.
class RecoveredDeltasTest {

    private static final int COUNT = 12;

    private final Talk talk = new Talk();
    private final List<byte[]> received = new ArrayList<>();
    private int deltas;

    private static Payload payload(int number) {
        // half of them text in which every letter takes two bytes
        String words = (number % 4 < 2
                        ? "Съешь же ещё этих мягких французских булок "
                        : "the quick brown fox jumps over ")
                .repeat(3);
        return number % 4 == 1
                ? Payload.text(words + number)
                : Payload.json("{\"words\":\"" + words + "\",\"n\":" + number + "}");
    }

    private void publish(int number) {
        talk.hub.publish(new ChannelName("kept:a"), Draft.of(payload(number)).withDelta(true), new Answer<>() {
            @Override
            public void succeeded(Published published) {}

            @Override
            public void failed(HubError error) {
                throw new AssertionError(error.toString());
            }
        });
        talk.loops.settle();
    }

    private void take(byte[] data, boolean delta) {
        received.add(delta ? FossilDeltaTest.apply(received.getLast(), data) : data);
        deltas += delta ? 1 : 0;
    }

    @Test
    void inJson() throws MalformedException {
        for (int i = 1; i <= COUNT / 2; i++) {
            publish(i);
        }
        Client client = talk.connected();
        client.say("{\"id\":2,\"subscribe\":{\"channel\":\"kept:a\",\"delta\":\"fossil\",\"recover\":true,\"epoch\":\""
                + talk.epoch("kept:a") + "\",\"offset\":0}}");
        for (int i = COUNT / 2 + 1; i <= COUNT; i++) {
            publish(i);
        }
        for (String line : client.heard()) {
            read(new JsonReader(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8))));
        }
        assertThat(received).hasSize(COUNT);
        for (int i = 1; i <= COUNT; i++) {
            String json = payload(i).kind() == Payload.Kind.JSON ? payload(i).toString() : "\"" + payload(i) + "\"";
            assertThat(new String(received.get(i - 1), StandardCharsets.UTF_8)).isEqualTo(json);
        }
        assertThat(deltas).isGreaterThanOrEqualTo(4);
    }

    /// Looks for publications, wherever they are.
    private void read(JsonReader reader) throws MalformedException {
        String data = null;
        boolean delta = false;
        for (String name = reader.firstName(); name != null; name = reader.nextName()) {
            switch (name) {
                case "subscribe", "push", "pub" -> read(reader);
                case "publications" -> {
                    for (boolean more = reader.firstElement(); more; more = reader.nextElement()) {
                        read(reader);
                    }
                }
                case "data" -> data = reader.string();
                case "delta" -> delta = reader.bool();
                default -> reader.skip();
            }
        }
        if (data != null) {
            take(data.getBytes(StandardCharsets.UTF_8), delta);
        }
    }

    @Test
    void inProtobuf() throws MalformedException {
        for (int i = 1; i <= COUNT / 2; i++) {
            publish(i);
        }
        Client client = talk.connectedInProtobuf();
        String epoch = talk.epoch("kept:a");
        String request =
                "0a06" + hex("kept:a") + "1801" + "32" + length(epoch.length()) + hex(epoch) + "6206" + hex("fossil");
        String command = "0802" + "2a" + length(request.length() / 2) + request;
        client.sayHex(length(command.length() / 2) + command);
        for (int i = COUNT / 2 + 1; i <= COUNT; i++) {
            publish(i);
        }
        for (String reply : client.heard()) {
            ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(reply));
            while (bytes.hasRemaining()) {
                reply(new ProtobufReader(new ProtobufReader(bytes).delimited()));
            }
        }
        assertThat(received).hasSize(COUNT);
        for (int i = 1; i <= COUNT; i++) {
            assertThat(received.get(i - 1)).isEqualTo(payload(i).toByteArray());
        }
        assertThat(deltas).isGreaterThanOrEqualTo(4);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String length(int length) {
        assertThat(length).isLessThan(128);
        return HexFormat.of().toHexDigits((byte) length);
    }

    private void reply(ProtobufReader reply) throws MalformedException {
        while (reply.next()) {
            switch (reply.field()) {
                case 4 -> publications(reply.message(), 4);
                case 6 -> publications(reply.message(), 7);
                default -> reply.skip();
            }
        }
    }

    private void publications(ProtobufReader reader, int field) throws MalformedException {
        while (reader.next()) {
            if (reader.field() == field) {
                publication(reader.message());
            } else {
                reader.skip();
            }
        }
    }

    private void publication(ProtobufReader reader) throws MalformedException {
        byte @Nullable [] data = null;
        boolean delta = false;
        while (reader.next()) {
            switch (reader.field()) {
                case 4 -> {
                    ByteBuffer span = reader.span();
                    data = new byte[span.remaining()];
                    span.get(data);
                }
                case 8 -> delta = reader.bool();
                default -> reader.skip();
            }
        }
        assertThat(data).isNotNull();
        if (data != null) {
            take(data, delta);
        }
    }
}
