package dev.parley.server.chat;

import dev.parley.chat.files.FileStore;
import dev.parley.chat.files.FileStore.Kept;
import dev.parley.chat.storage.Attachment;
import dev.parley.chat.storage.ChatException;
import dev.parley.net.SharedBytes;
import dev.parley.net.http.ByteRanges;
import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpRequest;
import dev.parley.net.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a request for a file is answered with. Whoever knows the id may read it.
///
/// A browser that gets one does with it what the type says and nothing more: types are of our choosing and not to be guessed
/// at (`nosniff`), nothing in it runs or loads (`sandbox`, `default-src 'none'`), no page of another origin has it inside,
/// and all but pictures and sounds are saved rather than shown.
final class FilePage {

    private static final String FOR_EVER = "private, max-age=31536000, immutable";
    private static final String SHOWN = "inline";
    private static final String SAVED = "attachment";

    private final FileStore store;

    FilePage(FileStore store) {
        this.store = store;
    }

    static HttpResponse notFound() {
        return HttpResponse.text(404, "There is no such file, or no longer.\n").with("Cache-Control", "no-store");
    }

    /// Waits for database, disk and network.
    HttpResponse file(HttpRequest request, String id) throws ChatException, IOException {
        Kept kept = store.find(id);
        if (kept == null || !Files.exists(kept.path())) {
            return notFound();
        }
        Attachment file = kept.file().file();
        String tag = '"' + kept.file().hash().substring(0, 32) + '"';
        boolean shown = isShown(file.type());
        Headers headers =
                headers(file.type(), tag).add("Content-Disposition", disposition(shown ? SHOWN : SAVED, file.name()));
        if (ByteRanges.isKnown(request, tag)) {
            return new HttpResponse(304, headers, HttpResponse.empty(304).body());
        }
        return ByteRanges.answer(
                request,
                headers,
                file.size(),
                tag,
                (from, length) -> new HttpResponse.Body.File(kept.path(), from, length));
    }

    /// Waits for database, disk and network.
    HttpResponse thumbnail(HttpRequest request, String id) throws ChatException, IOException {
        Path small = store.thumbnail(id);
        byte[] bytes = small == null ? null : read(small);
        if (bytes == null || bytes.length == 0) {
            return notFound();
        }
        String tag = '"' + id + '"';
        Headers headers = headers(bytes[0] == (byte) 0xff ? "image/jpeg" : "image/png", tag)
                .add("Content-Disposition", SHOWN);
        return ByteRanges.isKnown(request, tag)
                ? new HttpResponse(304, headers, HttpResponse.empty(304).body())
                : new HttpResponse(200, headers, new HttpResponse.Body.Bytes(SharedBytes.ofOwned(bytes)));
    }

    private static byte @Nullable [] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private static Headers headers(String type, String tag) {
        return Headers.of(
                "Content-Type",
                type,
                "ETag",
                tag,
                "Cache-Control",
                FOR_EVER,
                "X-Content-Type-Options",
                "nosniff",
                "Content-Security-Policy",
                "sandbox; default-src 'none'",
                "Cross-Origin-Resource-Policy",
                "same-origin",
                "Referrer-Policy",
                "no-referrer");
    }

    private static boolean isShown(String type) {
        return type.startsWith("image/") || type.startsWith("audio/") || type.startsWith("video/");
    }

    /// RFC 6266, RFC 8187: the name in ASCII for who knows no better, and as it is.
    static String disposition(String how, String name) {
        StringBuilder plain = new StringBuilder();
        StringBuilder exact = new StringBuilder();
        name.codePoints().forEach(c -> plain.append(c < ' ' || c > '~' || "\"\\%;".indexOf(c) >= 0 ? '_' : (char) c));
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean letter = c < 0x80 && Character.isLetterOrDigit(c);
            if (letter || "!#$&+-.^_`|~".indexOf(c) >= 0) {
                exact.append(c);
            } else {
                exact.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return how + "; filename=\"" + plain + "\"; filename*=UTF-8''" + exact;
    }
}
