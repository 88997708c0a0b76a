package dev.parley.net.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Serves files from a folder, or resources of the program, to GET and HEAD requests.
///
/// - Types by the name's ending; always with `X-Content-Type-Options: nosniff`.
/// - `ETag` and `Last-Modified`, answered 304 to `If-None-Match` and `If-Modified-Since` (RFC 9110 section 13).
/// - `Cache-Control`: for a year and `immutable` when the name holds a hash of its content (`app-3f9c2b1a.js`,
///   `app.3f9c2b1a.js`), otherwise `no-cache`, so that browsers ask whether it has changed.
/// - gzip for what it makes smaller, to those who accept it; compressed once and kept (at most 32 MiB in all).
/// - One byte range per request (RFC 9110 section 14) of files that are not compressed.
/// - `index.html` for a folder; without the slash at its end a redirect to there.
/// - Nothing outside the root by any spelling or symbolic link, nothing whose name begins with a dot, no listings.
///
/// The disk is read on virtual threads, never on the loop.
public final class StaticFiles {

    private static final int COMPRESSED_MOST = 4 * 1024 * 1024;
    private static final long CACHE_MOST = 32 * 1024 * 1024;
    private static final Pattern HASHED = Pattern.compile(".*[-.]([0-9A-Fa-f]{8,64}|[A-Z0-9]{8})\\.[A-Za-z0-9.]+");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /// Where things are looked up.
    private sealed interface Root {

        /// @param path the root itself, without symbolic links
        record Folder(Path path) implements Root {}

        /// @param open gives the resource with that name, or null
        record Resources(Function<String, @Nullable InputStream> open) implements Root {}
    }

    /// Something that was found.
    private sealed interface Found {

        /// @param path without symbolic links
        record OnDisk(Path path, long size, Instant modified) implements Found {}

        record InMemory(byte[] bytes, String tag) implements Found {}

        /// A folder that was asked for without the slash at its end.
        record Folder() implements Found {}
    }

    private record Compressed(String tag, byte[] bytes) {}

    private final Root root;
    private final ConcurrentHashMap<String, Compressed> compressed = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Found.InMemory> resources = new ConcurrentHashMap<>();
    private final AtomicLong kept = new AtomicLong();
    private final Instant started = Instant.now();

    private StaticFiles(Root root) {
        this.root = root;
    }

    /// Serves the files below `folder`.
    ///
    /// @throws IOException when there is no such folder
    public static StaticFiles folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("There is no folder " + folder + " to serve files from.");
        }
        return new StaticFiles(new Root.Folder(folder.toRealPath()));
    }

    /// Serves resources; `open` gives the content of a name such as `assets/app.js`, or null. They are kept in memory
    /// from the first time they are asked for, and never change.
    ///
    /// ```java
    /// StaticFiles.resources(name -> Main.class.getResourceAsStream("/pages/" + name));
    /// ```
    public static StaticFiles resources(Function<String, @Nullable InputStream> open) {
        return new StaticFiles(new Root.Resources(open));
    }

    /// Answers `exchange` with what is at `path` (percent-encoded, beginning with a slash), now or a little later.
    /// Anything but GET and HEAD is answered 405.
    ///
    /// @return false when `path` can't name anything here by its spelling, or (resources) nothing is there: the exchange
    ///     has not been touched then. A folder's missing files are answered 404, since that is known only later
    public boolean handle(HttpExchange exchange, String path) {
        RequestPath parsed = RequestPath.parse(path);
        if (parsed == null) {
            return false;
        }
        if (root instanceof Root.Resources from) {
            Found found = resource(from, parsed);
            if (found == null) {
                return false;
            }
            if (allowed(exchange)) {
                exchange.respond(answer(exchange.request(), parsed, found));
            }
            return true;
        }
        if (!allowed(exchange)) {
            return true;
        }
        Root.Folder folder = (Root.Folder) root;
        Thread.ofVirtual().name("parley-static").start(() -> {
            HttpResponse response;
            try {
                Found found = onDisk(folder.path(), parsed);
                response = found == null ? notFound() : answer(exchange.request(), parsed, found);
            } catch (IOException e) {
                response = HttpResponse.text(500, "This file can't be read at the moment.\n");
            }
            HttpResponse made = response;
            exchange.loop().execute(() -> {
                if (exchange.isOpen()) {
                    exchange.respond(made);
                }
            });
        });
        return true;
    }

    private static boolean allowed(HttpExchange exchange) {
        String method = exchange.request().method();
        if (method.equals("GET") || method.equals("HEAD")) {
            return true;
        }
        exchange.respond(HttpResponse.text(405, "Files can be had with GET and HEAD only.\n")
                .with("Allow", "GET, HEAD"));
        return false;
    }

    private static HttpResponse notFound() {
        return HttpResponse.text(404, "There is nothing here.\n").with("Cache-Control", "no-cache");
    }

    // ---- finding

    private @Nullable Found resource(Root.Resources from, RequestPath path) {
        String name = String.join("/", path.names());
        if (path.folder()) {
            return load(from, name.isEmpty() ? "index.html" : name + "/index.html");
        }
        Found file = load(from, name);
        return file != null ? file : load(from, name + "/index.html") != null ? new Found.Folder() : null;
    }

    private Found.@Nullable InMemory load(Root.Resources from, String name) {
        Found.InMemory known = resources.get(name);
        if (known != null) {
            return known;
        }
        try (InputStream in = from.open().apply(name)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            Found.InMemory read = new Found.InMemory(bytes, tag(bytes));
            resources.put(name, read);
            return read;
        } catch (IOException notAFile) {
            return null;
        }
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static @Nullable Found onDisk(Path root, RequestPath path) throws IOException {
        Path file = root;
        for (String name : path.names()) {
            file = file.resolve(name);
        }
        if (path.folder()) {
            file = file.resolve("index.html");
        }
        Path real;
        try {
            real = file.toRealPath();
        } catch (IOException absent) {
            return null;
        }
        // A link may lead anywhere, so it is where it leads that counts; and nothing hidden on the way there.
        if (!real.startsWith(root)) {
            return null;
        }
        for (Path part : root.relativize(real)) {
            if (part.toString().startsWith(".")) {
                return null;
            }
        }
        BasicFileAttributes attributes =
                Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            return Files.isRegularFile(real.resolve("index.html")) ? new Found.Folder() : null;
        }
        return attributes.isRegularFile()
                ? new Found.OnDisk(
                        real, attributes.size(), attributes.lastModifiedTime().toInstant())
                : null;
    }

    // ---- answering

    private HttpResponse answer(HttpRequest request, RequestPath path, Found found) {
        try {
            return switch (found) {
                case Found.Folder folder -> redirect(request);
                case Found.InMemory memory -> memory(request, path, memory);
                case Found.OnDisk disk -> disk(request, path, disk);
            };
        } catch (IOException gone) {
            return notFound();
        }
    }

    private static HttpResponse redirect(HttpRequest request) {
        String target = request.target();
        int query = target.indexOf('?');
        // Relative, so that it holds under whatever path a proxy puts in front.
        String last = request.path().substring(request.path().lastIndexOf('/') + 1);
        return HttpResponse.empty(308).with("Location", "./" + last + "/" + (query < 0 ? "" : target.substring(query)));
    }

    private HttpResponse memory(HttpRequest request, RequestPath path, Found.InMemory file) throws IOException {
        String name = path.folder() ? "index.html" : path.name();
        String type = ContentTypes.of(name);
        byte[] zipped = acceptsGzip(request) && ContentTypes.compresses(type)
                ? zipped(String.join("/", path.names()) + (path.folder() ? "/" : ""), file.tag(), file.bytes())
                : null;
        String tag = "\"" + file.tag() + (zipped == null ? "" : "-gz") + "\"";
        Headers headers = headers(type, name, tag, started);
        if (notModified(request, tag, started)) {
            return new HttpResponse(304, headers, HttpResponse.empty(304).body());
        }
        if (zipped != null) {
            return new HttpResponse(200, headers.add("Content-Encoding", "gzip"), bytes(zipped));
        }
        return ByteRanges.answer(request, headers, file.bytes().length, tag, (from, length) -> {
            byte[] part = new byte[(int) length];
            System.arraycopy(file.bytes(), (int) from, part, 0, part.length);
            return bytes(part);
        });
    }

    private HttpResponse disk(HttpRequest request, RequestPath path, Found.OnDisk file) throws IOException {
        String name = path.folder() ? "index.html" : path.name();
        String type = ContentTypes.of(name);
        String version = Long.toHexString(file.modified().toEpochMilli()) + "-" + Long.toHexString(file.size());
        byte[] zipped = null;
        if (acceptsGzip(request) && ContentTypes.compresses(type) && file.size() <= COMPRESSED_MOST) {
            Compressed known = compressed.get(file.path().toString());
            zipped = known != null && known.tag().equals(version)
                    ? smaller(known, file.size())
                    : zipped(file.path().toString(), version, Files.readAllBytes(file.path()));
        }
        String tag = "\"" + version + (zipped == null ? "" : "-gz") + "\"";
        Headers headers = headers(type, name, tag, file.modified());
        if (notModified(request, tag, file.modified())) {
            return new HttpResponse(304, headers, HttpResponse.empty(304).body());
        }
        if (zipped != null) {
            return new HttpResponse(200, headers.add("Content-Encoding", "gzip"), bytes(zipped));
        }
        return ByteRanges.answer(
                request,
                headers,
                file.size(),
                tag,
                (from, length) ->
                        length == 0 ? bytes(new byte[0]) : new HttpResponse.Body.File(file.path(), from, length));
    }

    private static HttpResponse.Body bytes(byte[] bytes) {
        return new HttpResponse.Body.Bytes(dev.parley.net.SharedBytes.ofOwned(bytes));
    }

    private static Headers headers(String type, String name, String tag, Instant modified) {
        Headers headers = Headers.of(
                "Content-Type",
                type,
                "X-Content-Type-Options",
                "nosniff",
                "ETag",
                tag,
                "Last-Modified",
                DATE.format(modified),
                "Cache-Control",
                hashed(name) ? "public, max-age=31536000, immutable" : "no-cache");
        return ContentTypes.compresses(type) ? headers.add("Vary", "Accept-Encoding") : headers;
    }

    static boolean hashed(String name) {
        Matcher matcher = HASHED.matcher(name);
        // A word of eight capitals is no hash, nor is a date.
        return matcher.matches()
                && matcher.group(1).chars().anyMatch(Character::isDigit)
                && matcher.group(1).chars().anyMatch(Character::isLetter);
    }

    private static boolean notModified(HttpRequest request, String tag, Instant modified) {
        if (request.headers().contains("If-None-Match")) {
            return ByteRanges.isKnown(request, tag);
        }
        String since = request.headers().first("If-Modified-Since");
        if (since == null) {
            return false;
        }
        try {
            return modified.getEpochSecond() <= Instant.from(DATE.parse(since)).getEpochSecond();
        } catch (DateTimeParseException unreadable) {
            return false;
        }
    }

    // ---- compressing

    private static boolean acceptsGzip(HttpRequest request) {
        if (request.headers().contains("Range")) {
            return false;
        }
        for (String value : request.headers().all("Accept-Encoding")) {
            for (String coding : value.split(",")) {
                String[] parts = coding.strip().split(";");
                if (parts[0].strip().equalsIgnoreCase("gzip")) {
                    return parts.length < 2 || !parts[1].replace(" ", "").matches("q=0(\\.0*)?");
                }
            }
        }
        return false;
    }

    /// The gzipped form, or null when that is not smaller.
    private byte @Nullable [] zipped(String name, String tag, byte[] plain) throws IOException {
        Compressed known = compressed.get(name);
        if (known != null && known.tag().equals(tag)) {
            return smaller(known, plain.length);
        }
        if (plain.length > COMPRESSED_MOST) {
            return null;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 3 + 64);
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        Compressed made = new Compressed(tag, out.size() < plain.length ? out.toByteArray() : new byte[0]);
        if (kept.get() + made.bytes().length > CACHE_MOST) {
            compressed.clear();
            kept.set(0);
        }
        Compressed old = compressed.put(name, made);
        kept.addAndGet(made.bytes().length - (old == null ? 0 : old.bytes().length));
        return smaller(made, plain.length);
    }

    private static byte @Nullable [] smaller(Compressed compressed, long plain) {
        return compressed.bytes().length == 0 || compressed.bytes().length >= plain ? null : compressed.bytes();
    }
}
