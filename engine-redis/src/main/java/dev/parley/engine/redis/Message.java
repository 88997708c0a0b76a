package dev.parley.engine.redis;

import dev.parley.hub.ClientInfo;
import dev.parley.hub.Extra;
import dev.parley.hub.Publication;
import dev.parley.redis.Head;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// What nodes tell each other on a channel: a line of text, then bytes.
///
/// `p OFFSET EPOCH TIME NODE LENGTH BEFORE` is a publication: its head of that length, then its payload. `j NODE` and `l NODE` say
/// that somebody has come, or gone.
sealed interface Message {

    /// @param node who published it
    /// @param before the time of the publication before it
    record Published(String node, String epoch, Publication publication, long before) implements Message {}

    record Joined(String node, ClientInfo info) implements Message {}

    record Left(String node, ClientInfo info) implements Message {}

    /// @throws IOException when nobody of ours has said it
    static Message read(byte[] bytes) throws IOException {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        String[] words = new String(bytes, 0, end, StandardCharsets.UTF_8).split(" ", -1);
        int body = Math.min(bytes.length, end + 1);
        try {
            return switch (words[0]) {
                case "p" -> {
                    int head = body + Integer.parseInt(words[5]);
                    yield new Published(
                            words[4],
                            words[2],
                            Head.publication(
                                    Long.parseLong(words[1]),
                                    Long.parseLong(words[3]),
                                    Arrays.copyOfRange(bytes, body, head),
                                    Arrays.copyOfRange(bytes, head, bytes.length)),
                            Long.parseLong(words[6]));
                }
                case "j" -> new Joined(words[1], info(Arrays.copyOfRange(bytes, body, bytes.length)));
                case "l" -> new Left(words[1], info(Arrays.copyOfRange(bytes, body, bytes.length)));
                default -> throw new IOException("a message of a newer Parley (" + words[0] + ")");
            };
        } catch (IllegalArgumentException | IndexOutOfBoundsException strange) {
            throw new IOException("a message that no Parley has written", strange);
        }
    }

    static byte[] joined(String node, ClientInfo info) {
        return said("j", node, info);
    }

    static byte[] left(String node, ClientInfo info) {
        return said("l", node, info);
    }

    /// How what is said of that node begins.
    static byte[] beginning(String what, String node) {
        return (what + " " + node + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] said(String what, String node, ClientInfo info) {
        byte[] line = beginning(what, node);
        byte[] who = Extra.encode(info, Map.of());
        ByteBuffer all = ByteBuffer.allocate(line.length + (who == null ? 0 : who.length));
        all.put(line);
        if (who != null) {
            all.put(who);
        }
        return all.array();
    }

    static ClientInfo info(byte[] bytes) throws IOException {
        ClientInfo info = Extra.decode(bytes).publisher();
        if (info == null) {
            throw new IOException("it says of nobody that they are there");
        }
        return info;
    }
}
