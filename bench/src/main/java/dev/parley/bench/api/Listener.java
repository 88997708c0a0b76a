package dev.parley.bench.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// One bare subscriber that reads and forgets: `Listener PORT PATH`.
public final class Listener {

    private Listener() {}

    /// @param args port and path
    public static void main(String[] args) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(args[0]))) {
            socket.getOutputStream()
                    .write(("GET " + args[1] + " HTTP/1.1\r\nHost: 127.0.0.1:" + args[0]
                                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] some = new byte[1 << 16];
            while (in.read(some) >= 0) {
                continue;
            }
        }
    }
}
