package dev.parley.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.dialects.text.TextOptions;
import dev.parley.net.Address;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Text clients on real sockets, beside WebSockets.
class TextHandlerTest {

    private static final class Terminal implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Terminal(Parley parley) throws Exception {
            Address.Tcp address = (Address.Tcp) parley.textAddresses().getFirst();
            socket = new Socket("127.0.0.1", address.port());
            socket.setSoTimeout(10_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        void says(String text) throws Exception {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }

        String hears() throws Exception {
            return in.readLine();
        }

        @Override
        public void close() throws Exception {
            socket.close();
        }
    }

    private static Parley start(TextOptions options) throws Exception {
        return Parley.builder()
                .anonymous()
                .withoutNamespace(RawHandlerTest.OPEN)
                .text(new Address.Tcp("127.0.0.1", 0), options)
                .start();
    }

    @Test
    void aTerminalAndAWebSocketTalk() throws Exception {
        Parley parley = start(TextOptions.DEFAULT);
        try (Terminal anna = new Terminal(parley);
                Caller bob = new Caller(parley.port(), "/raw/room?envelope=json")) {
            assertThat(anna.hears()).isEqualTo("* Welcome to Parley. What is your name?");
            anna.says("anna\r\n");
            assertThat(anna.hears()).startsWith("* Hello anna.");
            anna.says("/join room\r\n");
            assertThat(anna.hears()).isEqualTo("* You are on room.");
            assertThat(bob.next()).contains("\"epoch\"");
            anna.says("Größe\r\n");
            assertThat(bob.next()).contains("\"tags\":{\"name\":\"anna\"},\"text\":\"Größe\"");
            assertThat(anna.hears()).isEqualTo("anna: Größe");
            bob.text("hi");
            assertThat(anna.hears()).matches("[0-9a-f]{8}: hi");
            parley.close();
            assertThat(anna.hears()).isEqualTo("* shutdown");
            assertThat(anna.hears()).isNull();
        }
    }

    @Test
    void manyLinesAtOnceAllArriveInOrderAtTheirPace() throws Exception {
        try (Parley parley = start(
                        new TextOptions("Hi.", 100, 400, TextOptions.DEFAULT.idle(), TextOptions.DEFAULT.naming()));
                Terminal anna = new Terminal(parley)) {
            StringBuilder all = new StringBuilder("anna\n/join room\n");
            for (int i = 0; i < 1_000; i++) {
                all.append("m").append(i).append('\n');
            }
            anna.says(all.toString());
            assertThat(anna.hears()).startsWith("* Hi.");
            assertThat(anna.hears()).startsWith("* Hello");
            assertThat(anna.hears()).startsWith("* You are on");
            for (int i = 0; i < 1_000; i++) {
                assertThat(anna.hears()).isEqualTo("anna: m" + i);
            }
            anna.says("/quit\n");
            assertThat(anna.hears()).isEqualTo("* goodbye");
            assertThat(anna.hears()).isNull();
        }
    }
}
