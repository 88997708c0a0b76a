package dev.parley.server.http;

import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpResponse;
import dev.parley.net.http.StaticFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder of the owner's own pages. Where both the owner and we have a file, the owner's is served.
public final class OwnersPages {

    private final Path folder;
    private final StaticFiles files;

    /// @throws IOException when there is no such folder
    public OwnersPages(Path folder) throws IOException {
        this.folder = folder;
        this.files = StaticFiles.folder(folder);
    }

    /// @param path below the base path
    /// @param ours what is served where the owner has nothing
    void handle(HttpExchange exchange, String path, OwnPages ours) {
        if (!ours.claims(path)) {
            serve(exchange, path);
            return;
        }
        Thread.ofVirtual().name("parley-static").start(() -> {
            boolean owners = has(path);
            exchange.loop().execute(() -> {
                if (!exchange.isOpen()) {
                    return;
                }
                if (owners) {
                    serve(exchange, path);
                } else {
                    ours.handle(exchange, path);
                }
            });
        });
    }

    private void serve(HttpExchange exchange, String path) {
        if (!files.handle(exchange, path)) {
            exchange.respond(HttpResponse.text(404, "Nothing is served here.\n"));
        }
    }

    /// Only asked for paths of ours, which need no decoding and climb nowhere.
    private boolean has(String path) {
        Path file = folder.resolve(path.substring(1));
        return path.endsWith("/") ? Files.isRegularFile(file.resolve("index.html")) : Files.isRegularFile(file);
    }
}
