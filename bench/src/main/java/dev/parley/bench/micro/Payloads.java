package dev.parley.bench.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/// What is sent in the benchmarks.
final class Payloads {

    /// A masking key under which ASCII stays ASCII: frames can be unmasked in place again and again.
    static final int KEY = 0x01_02_03_04;

    private Payloads() {}

    /// JSON of about `size` bytes, as repetitive as a list of chat messages is.
    static byte[] json(int size) {
        StringBuilder json = new StringBuilder("{\"room\":\"lobby\",\"messages\":[");
        for (int i = 0; json.length() < size - 100; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"id\":")
                    .append(48_271L * (i + 1) % 2_147_483_647L)
                    .append(",\"user\":\"")
                    .append(Integer.toString(7_919 * (i + 3), 36))
                    .append("\",\"text\":\"")
                    .append(Text.ASCII.sentence(), i % 20, 40 + i % 30)
                    .append("\"}");
        }
        return json.append("]}").toString().getBytes(UTF_8);
    }

    static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
