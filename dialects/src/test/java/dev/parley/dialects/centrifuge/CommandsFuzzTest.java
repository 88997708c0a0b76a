package dev.parley.dialects.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

/// Whatever a client sends, it is answered or disconnected, and nothing else is thrown.
class CommandsFuzzTest {

    @FuzzTest
    void json(byte[] message) {
        session(Wire.JSON, message);
    }

    @FuzzTest
    void protobuf(byte[] message) {
        session(Wire.PROTOBUF, message);
    }

    private static void session(Wire wire, byte[] message) {
        Talk talk = new Talk();
        Talk.Client client = wire == Wire.JSON ? talk.connected() : talk.connectedInProtobuf();
        client.say(ByteBuffer.wrap(message));
        if (client.closed != null) {
            assertThat(client.closed).startsWith("350");
        }
        talk.client(wire).say(ByteBuffer.wrap(message));
    }
}
