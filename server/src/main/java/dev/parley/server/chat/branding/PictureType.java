package dev.parley.server.chat.branding;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a picture is, by its first bytes: a name's ending says nothing.
enum PictureType {
    PNG("image/png"),
    JPEG("image/jpeg"),
    GIF("image/gif"),
    WEBP("image/webp"),
    SVG("image/svg+xml");

    /// Bytes that are enough to tell.
    static final int ENOUGH = 16;

    private final String contentType;

    PictureType(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /// Whether browsers only ever draw it: it has no script, and nothing from elsewhere.
    boolean isRaster() {
        return this != SVG;
    }

    /// The raster format, or null.
    static @Nullable PictureType sniff(byte[] bytes) {
        String start = new String(bytes, 0, Math.min(bytes.length, ENOUGH), StandardCharsets.ISO_8859_1);
        if (start.startsWith("\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (start.startsWith("\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) {
            return GIF;
        }
        return start.startsWith("RIFF") && start.startsWith("WEBP", 8) ? WEBP : null;
    }
}
