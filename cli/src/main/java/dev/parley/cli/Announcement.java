package dev.parley.cli;

import dev.parley.net.Address;
import dev.parley.server.ParleyServer;
import dev.parley.server.backend.Keys;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.config.WsRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The few lines that say where to look.
final class Announcement {

    private final ParleyServer server;
    private final ServerConfig config;
    private final List<String> lines = new ArrayList<>();

    private Announcement(ParleyServer server) {
        this.server = server;
        this.config = server.config();
    }

    static List<String> of(ParleyServer server) {
        return new Announcement(server).write();
    }

    private List<String> write() {
        List<String> places = new ArrayList<>();
        for (int i = 0; i < server.addresses().size(); i++) {
            places.add(place(server.addresses().get(i), isSecure(i)));
        }
        int loops = server.loops();
        lines.add("Parley " + Version.ours() + " listens on " + String.join(", ", places) + " ("
                + server.transport().name().toLowerCase(Locale.ROOT) + ", " + loops
                + (loops == 1 ? " event loop)" : " event loops)"));
        if (server.addresses().getFirst() instanceof Address.Tcp tcp) {
            writeUrls(reachable(tcp), isSecure(0) ? "s" : "");
        }
        if (server.textAddress() instanceof Address.Tcp text) {
            lines.add("  Text        nc " + text.host() + " " + text.port() + "    (a line is a message)");
        }
        writeBackend();
        lines.add("Stop it with Ctrl-C.");
        return lines;
    }

    /// What the site's backend needs to know; keys only when they have just been made.
    private void writeBackend() {
        if (server.internalAddress() instanceof Address internal) {
            lines.add("  Internal    " + place(internal, false) + " has the API and /metrics");
        }
        if (server.lineAddress() instanceof Address.Tcp line) {
            lines.add("  Lines       nc " + line.host() + " " + line.port() + "    (one JSON object a line)");
        }
        Keys keys = server.keys();
        if (keys == null) {
            return;
        }
        if (keys.made()) {
            String where = keys.file() == null ? "until it stops" : "kept in " + keys.file();
            lines.add("  API key     " + keys.api());
            lines.add("  Token key   " + keys.tokenSecret() + "    (HS256; both " + where + ", not shown again)");
        } else {
            lines.add("  Keys        " + keys.file());
        }
    }

    private void writeUrls(Address.Tcp tcp, String secure) {
        ServerConfig.Site site = config.site();
        String http = "http" + secure + "://" + tcp + site.basePath();
        String ws = "ws" + secure + "://" + tcp + site.basePath();
        Path folder = site.staticFolder();
        boolean ownersRoot = folder != null && Files.isRegularFile(folder.resolve("index.html"));
        if (folder != null) {
            lines.add("  Your pages  " + http + "/ from " + folder);
        }
        if (config.chat().enabled()) {
            lines.add("  Chat        " + http + (ownersRoot ? "/chat" : "/") + "    (open it twice and talk)");
        }
        lines.add("  Console     " + http + "/console");
        if (config.echo().enabled()) {
            lines.add("  Echo        " + ws + "/echo");
        }
        if (!config.messaging().sdkPaths().isEmpty()) {
            lines.add("  SDKs        " + ws + config.messaging().sdkPaths().getFirst());
        }
        lines.add("  Users       " + ws + "/user    (what your backend says to one user; docs/push.md)");
        if (!config.backend().api().disabled() && config.backend().internal() == null) {
            lines.add("  API         " + http + config.backend().api().prefix()
                    + "    (for your backend; what it can do: " + http
                    + config.backend().api().prefix() + "/docs)");
        }
        if (config.raw().enabled() && server.opensRaw()) {
            lines.add("  Channels    " + ws + "/raw/CHANNEL    (each message goes to everybody on it)");
        }
        if (!(site.wsRoot() instanceof WsRoot.Nobody)) {
            lines.add("  Elsewhere   " + ws + "/ and below: " + site.wsRoot());
        }
    }

    private boolean isSecure(int listener) {
        return config.listeners().get(listener).options().tls() != null;
    }

    private static String place(Address address, boolean secure) {
        return switch (address) {
            case Address.Tcp tcp
            when isEverywhere(tcp.host()) -> "port " + tcp.port() + " of every address of this machine";
            case Address.Tcp tcp -> (secure ? "https://" : "http://") + tcp;
            case Address.Unix unix -> unix.toString();
        };
    }

    /// An address that this machine's own browser can open.
    private static Address.Tcp reachable(Address.Tcp tcp) {
        return isEverywhere(tcp.host()) ? new Address.Tcp("127.0.0.1", tcp.port()) : tcp;
    }

    private static boolean isEverywhere(String host) {
        return host.equals("0.0.0.0") || host.equals("::") || host.equals("0:0:0:0:0:0:0:0");
    }
}
