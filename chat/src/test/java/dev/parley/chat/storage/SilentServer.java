package dev.parley.chat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A way to a database server that can fall silent, as a network does whose cable was pulled: nothing comes through, and no
/// connection ends.
final class SilentServer implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile(":([0-9]+)/");

    private final ServerSocket front = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Semaphore way = new Semaphore(1);

    private SilentServer(int port) throws IOException {
        this.port = port;
        Thread.ofVirtual().start(this::accept);
    }

    /// A query that is under way as the server falls silent fails, and once the server speaks again all is well.
    ///
    static void isGivenUpAndTakenUpAgain(String url) throws Exception {
        Matcher port = PORT.matcher(url);
        assertThat(port.find()).isTrue();
        try (SilentServer server = new SilentServer(Integer.parseInt(port.group(1)))) {
            JdbcUrl at = JdbcUrl.of(port.replaceFirst(":" + server.front.getLocalPort() + "/"));
            try (Database database = Database.open(at, Migrations.all(at.dialect()), 2)) {
                Database.Work<Long> one = sql -> sql.number(0, "SELECT 1");
                assertThatThrownBy(() -> database.read(sql -> {
                            server.way.acquireUninterruptibly();
                            return one.in(sql);
                        }))
                        .isInstanceOf(ChatException.class);
                server.way.release();
                await().ignoreException(ChatException.class).until(() -> database.read(one) == 1);
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = front.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.addAll(List.of(client, server));
                Thread.ofVirtual().start(() -> pass(client, server));
                Thread.ofVirtual().start(() -> pass(server, client));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] piece = new byte[8_192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                way.acquireUninterruptibly();
                way.release();
                out.write(piece, 0, n);
            }
        } catch (IOException closed) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        front.close();
        for (Socket each : sockets) {
            each.close();
        }
    }
}
