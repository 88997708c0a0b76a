package dev.parley.net.netty;

import dev.parley.net.Address;
import dev.parley.net.NetworkException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/// What is looked at before an address is listened on, and what is said when that fails.
final class Binding {

    private Binding() {}

    static SocketAddress local(Address address, Sockets sockets) throws IOException {
        return switch (address) {
            case Address.Tcp tcp -> {
                try {
                    yield new InetSocketAddress(InetAddress.getByName(tcp.host()), tcp.port());
                } catch (UnknownHostException e) {
                    throw new NetworkException(
                            "There is no host named " + tcp.host()
                                    + "; listen on an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all.",
                            e);
                }
            }
            case Address.Unix unix -> {
                clear(unix.path());
                yield sockets.unix(unix.path());
            }
        };
    }

    /// Removes the socket file of a server that is no more; refuses that of one that answers.
    private static void clear(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                throw new NetworkException(
                        "The folder " + folder + " for the socket file " + path.getFileName()
                                + " does not exist; create it.",
                        null);
            }
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new NetworkException(
                    path + " exists and is not a socket; choose another path for the socket file.", null);
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException nobodyAnswers) {
            Files.deleteIfExists(path);
            return;
        }
        throw new NetworkException(
                "Another server is listening on " + path + "; stop it, or choose another path.", null);
    }

    static NetworkException explain(Address address, Exception e) {
        if (e instanceof NetworkException known) {
            return known;
        }
        String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (address instanceof Address.Tcp tcp) {
            if (said.contains("in use")) {
                return new NetworkException(
                        "Port " + tcp.port() + " of " + tcp.host()
                                + " is in use by another program; stop that one, or choose another port.",
                        e);
            }
            if (said.contains("permission denied") || said.contains("eacces")) {
                return new NetworkException(
                        "Port " + tcp.port()
                                + " needs privileges; choose one from 1024 on, put a reverse proxy in front, or"
                                + " grant CAP_NET_BIND_SERVICE (setcap cap_net_bind_service=+ep on the java binary, or"
                                + " AmbientCapabilities= of the service).",
                        e);
            }
            if (said.contains("cannot assign") || said.contains("can't assign") || said.contains("not available")) {
                return new NetworkException(
                        tcp.host()
                                + " is not an address of this machine; listen on one that is, or on 0.0.0.0 for all.",
                        e);
            }
        } else if (said.contains("permission denied")) {
            return new NetworkException(
                    "This user may not make the socket file " + address
                            + "; choose another folder, or change its owner.",
                    e);
        }
        return new NetworkException("Can't listen on " + address + ": " + e.getMessage(), e);
    }
}
