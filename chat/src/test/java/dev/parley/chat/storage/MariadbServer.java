package dev.parley.chat.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Debian's MariaDB, on a free port, with its files in a folder of the test.
public final class MariadbServer {
    private static final String MISSING =
            "the chat's tests need MariaDB's server: sudo apt install mariadb-server, or what your system calls it";

    private static final String TEMPORARY = "tmp";

    private final Process process;
    private final int port;
    private int databases;

    private MariadbServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static MariadbServer start(Path folder) throws IOException, InterruptedException {
        Path daemon = program("mariadbd", "mysqld");
        if (daemon == null) {
            install();
            daemon = program("mariadbd", "mysqld");
        }
        Path maker = program("mariadb-install-db", "mysql_install_db");
        if (daemon == null || maker == null) {
            throw new IOException(MISSING);
        }
        Path data = folder.resolve("data");
        Files.createDirectories(folder.resolve(TEMPORARY));
        Path log = folder.resolve("log");
        String user = "--user=" + System.getProperty("user.name");
        Process made = run(
                log,
                List.of(
                        maker.toString(),
                        "--no-defaults",
                        user,
                        "--datadir=" + data,
                        "--auth-root-authentication-method=normal",
                        "--skip-test-db"));
        if (!made.waitFor(120, TimeUnit.SECONDS) || made.exitValue() != 0) {
            throw new IOException("MariaDB's files could not be made:\n" + Files.readString(log));
        }
        int port = freePort();
        Path first = Files.writeString(
                folder.resolve("first.sql"),
                "CREATE USER parley@'%' IDENTIFIED BY 'open-sesame';\nGRANT ALL ON *.* TO parley@'%';\n");
        Process process = run(
                log,
                List.of(
                        daemon.toString(),
                        "--no-defaults",
                        user,
                        "--datadir=" + data,
                        "--port=" + port,
                        "--bind-address=127.0.0.1",
                        "--socket=" + folder.resolve("s"),
                        "--pid-file=" + folder.resolve("pid"),
                        "--skip-name-resolve",
                        "--innodb-buffer-pool-size=64M",
                        "--init-file=" + first));
        MariadbServer server = new MariadbServer(process, port);
        server.await(log);
        return server;
    }

    private void await(Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try (Connection connection = DriverManager.getConnection(url(""))) {
                if (connection.isValid(5)) {
                    return;
                }
            } catch (SQLException notYet) {
                if (System.nanoTime() > deadline || process.waitFor(100, TimeUnit.MILLISECONDS)) {
                    close();
                    String said = Files.readString(log);
                    throw new IOException(
                            "MariaDB does not start:\n" + said.substring(Math.max(0, said.length() - 2_000)), notYet);
                }
            }
        }
    }

    public String emptyDatabase() throws SQLException {
        String name = "chat" + ++databases;
        try (Connection connection = DriverManager.getConnection(url(""));
                var statement = connection.createStatement()) {
            // the tables say their own characters
            statement.execute("CREATE DATABASE " + name + " CHARACTER SET latin1");
        }
        return url(name);
    }

    private String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + database
                + "?user=parley&sslMode=disable&password=open-sesame";
    }

    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private static void install() throws IOException, InterruptedException {
        if (!System.getProperty("user.name").equals("root") || program("apt-get") == null) {
            throw new IOException(MISSING);
        }
        Path log = Files.createTempFile("apt", ".log");
        for (List<String> command : List.of(
                List.of("apt-get", "-q", "update"),
                List.of("apt-get", "-q", "install", "-y", "--no-install-recommends", "mariadb-server"))) {
            Process apt = run(log, command);
            if (!apt.waitFor(300, TimeUnit.SECONDS) || apt.exitValue() != 0) {
                throw new IOException(MISSING + " (" + log + " has why it could not be installed here)");
            }
        }
        Files.delete(log);
    }

    private static Process run(Path log, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        Path temporary = log.resolveSibling(TEMPORARY);
        if (Files.isDirectory(temporary)) {
            // two that are made at once take each other's files for their own
            builder.environment().put("TMPDIR", temporary.toString());
        }
        builder.redirectInput(Path.of("/dev/null").toFile());
        return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static @Nullable Path program(String... names) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin:/usr/libexec";
        return Stream.of(names)
                .flatMap(name -> Stream.of(path.split(":", -1)).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
