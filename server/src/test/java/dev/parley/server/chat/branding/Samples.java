package dev.parley.server.chat.branding;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/// Pictures for tests.
final class Samples {

    /// One transparent dot.
    static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    static final byte[] GIF = Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    static final String SVG = """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
                 xmlns:ink="http://www.inkscape.org/namespaces/inkscape" viewBox="0 0 8 8" ink:version="1.3">
              <defs><linearGradient id="g"><stop offset="0" stop-color="#123"/></linearGradient></defs>
              <style>.a { fill: url(#g) }</style>
              <ink:notes>of a drawing program</ink:notes>
              <path class="a" id="p" d="M0 0h8v8z"/><use xlink:href="#p"/>
            </svg>
            """;

    private Samples() {}

    static Path write(Path folder, String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    static Path write(Path folder, String name, String text) throws IOException {
        return write(folder, name, text.getBytes(StandardCharsets.UTF_8));
    }
}
