package dev.parley.server.chat.branding;

import dev.parley.server.api.Json;
import dev.parley.server.config.BrandingConfig;
import dev.parley.server.http.Encoded;
import dev.parley.web.Pages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// `chat/embed.js`: the script for other pages, with the owner's title and colour in front of it.
final class EmbedScript {

    private EmbedScript() {}

    /// Reads it from the jar. Blocks.
    ///
    /// @throws IOException when it is not there
    static Encoded read(BrandingConfig config) throws IOException {
        byte[] script = Pages.read(Pages.EMBED_SCRIPT);
        if (script == null) {
            throw new IOException("this build has no " + Pages.EMBED_SCRIPT);
        }
        Accent accent = config.accent() == null ? Accent.SPRUCE : config.accent();
        byte[] brand = Json.object(json -> {
            json.writeStringProperty("title", config.title().text());
            json.writeStringProperty("accent", accent.text());
            json.writeStringProperty("ink", accent.ink());
        });
        // A block of its own, so that the name is nobody else's. JSON is an expression of JavaScript.
        ByteArrayOutputStream whole = new ByteArrayOutputStream(brand.length + script.length + 32);
        whole.writeBytes(bytes("{const PARLEY_BRAND="));
        whole.writeBytes(brand);
        whole.writeBytes(bytes(";"));
        whole.writeBytes(script);
        whole.writeBytes(bytes("}\n"));
        return Encoded.of(whole.toByteArray());
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }
}
