package dev.parley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class EchoTest {

    @Test
    void textComesBackAsText() throws Exception {
        try (var echo = Echo.start(0);
                Page page = Page.open(echo.port())) {
            page.send("Grüße, 世界 🌍");
            page.send("");
            assertThat(page.hears()).isEqualTo("Grüße, 世界 🌍");
            assertThat(page.hears()).isEmpty();
        }
    }

    @Test
    void bytesComeBackAsBytes() throws Exception {
        try (var echo = Echo.start(0);
                Page page = Page.open(echo.port())) {
            page.send((byte) 0, (byte) 0xff, (byte) 7);
            assertThat(page.receives()).isEqualTo(ByteBuffer.wrap(new byte[] {0, (byte) 0xff, 7}));
        }
    }
}
