package dev.parley.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Says of itself what a Redis of another version would; it can do nothing else.
final class FakeRedis implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final String version;
    private final boolean inCluster;

    FakeRedis(String version, boolean inCluster) throws IOException {
        this.version = version;
        this.inCluster = inCluster;
        Thread.startVirtualThread(this::accept);
    }

    String address() {
        return "redis://127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread.startVirtualThread(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            OutputStream out = socket.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = new String[Integer.parseInt(line.substring(1))];
                for (int i = 0; i < words.length; i++) {
                    in.readLine();
                    words[i] = in.readLine().toUpperCase(Locale.ROOT);
                }
                out.write(answer(words).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException gone) {
            // it has heard enough
        }
    }

    private String answer(String[] words) {
        return switch (words[0]) {
            case "HELLO" -> "-ERR unknown command\r\n";
            case "INFO" -> bulk("redis_version:" + version + "\r\ncluster_enabled:" + (inCluster ? 1 : 0) + "\r\n");
            case "CONFIG" -> "*0\r\n";
            case "CLUSTER" ->
                words[1].equals("SLOTS")
                        ? "*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n" + bulk("127.0.0.1") + ":" + listener.getLocalPort()
                                + "\r\n" + bulk("x")
                        : bulk("cluster_state:ok\r\n");
            default -> "+OK\r\n";
        };
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
