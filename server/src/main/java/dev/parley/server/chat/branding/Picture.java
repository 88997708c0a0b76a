package dev.parley.server.chat.branding;

import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A picture of the owner's on disk, known to be one.
///
/// @param size bytes
/// @param modified when it was looked at last
public record Picture(Path file, PictureType type, long size, Instant modified) {

    /// Bytes that a logo or an emoticon has at most.
    static final int MOST = 256 * 1024;

    /// What stops a picture that turns out to be more than one, should its address be opened by itself.
    private static final String ALONE =
            "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

    /// A raster picture, or an SVG that only draws. Blocks.
    ///
    /// @throws BadPicture with a sentence's end that says what is wrong with the file
    public static Picture readLogo(Path file) throws BadPicture, IOException {
        BasicFileAttributes attributes = attributes(file);
        byte[] bytes = read(file, MOST);
        PictureType type = PictureType.sniff(bytes);
        if (type == null) {
            SafeSvg.check(bytes);
            type = PictureType.SVG;
        }
        return of(file, type, attributes);
    }

    /// A PNG, GIF or WebP. Blocks.
    static Picture readEmoticon(Path file) throws BadPicture, IOException {
        BasicFileAttributes attributes = attributes(file);
        PictureType type = PictureType.sniff(read(file, PictureType.ENOUGH));
        if (type == null || type == PictureType.JPEG) {
            throw new BadPicture("is neither PNG, GIF nor WebP");
        }
        return of(file, type, attributes);
    }

    private static Picture of(Path file, PictureType type, BasicFileAttributes attributes) {
        return new Picture(
                file, type, attributes.size(), attributes.lastModifiedTime().toInstant());
    }

    private static BasicFileAttributes attributes(Path file) throws BadPicture, IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new BadPicture("is no file");
        }
        if (attributes.size() == 0) {
            throw new BadPicture("is empty");
        }
        if (attributes.size() > MOST) {
            throw new BadPicture("has " + attributes.size() / 1024 + " KiB; at most " + MOST / 1024 + " are served");
        }
        return attributes;
    }

    private static byte[] read(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }

    /// Whether the file is still the one that was looked at. Blocks.
    boolean isCurrent() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.isRegularFile()
                    && now.size() == size
                    && now.lastModifiedTime().toInstant().equals(modified);
        } catch (IOException gone) {
            return false;
        }
    }

    /// Another text for another content.
    String version() {
        return String.format(Locale.ROOT, "%x-%x", modified.toEpochMilli(), size);
    }

    /// @param asked the version that an address names, or null: what is there may be kept for a year when it is this one
    HttpResponse answer(@Nullable String asked) {
        Headers headers = Headers.of(
                "Content-Type",
                type.contentType(),
                "ETag",
                '"' + version() + '"',
                "Cache-Control",
                version().equals(asked) ? "public, max-age=31536000, immutable" : "no-cache",
                "X-Content-Type-Options",
                "nosniff",
                "Content-Security-Policy",
                ALONE,
                "Cross-Origin-Resource-Policy",
                "same-origin");
        if (!type.isRaster()) {
            headers.add("Content-Disposition", "attachment"); // an img shows it all the same
        }
        return new HttpResponse(200, headers, new HttpResponse.Body.File(file, 0, size));
    }
}
