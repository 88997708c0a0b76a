package dev.parley.server.http;

import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpRequest;
import dev.parley.net.http.HttpResponse;
import dev.parley.web.Pages;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One file of the pages, with the headers that it goes out with.
///
/// @param policy its Content-Security-Policy
record PageFile(String name, String policy, Encoded content) {

    /// Reads and compresses a file. Blocks.
    ///
    /// @return null when there is none of that name
    static @Nullable PageFile read(String name, String policy) throws IOException {
        byte[] bytes = Pages.read(name);
        return bytes == null ? null : new PageFile(name, policy, Encoded.of(bytes));
    }

    HttpResponse answer(HttpRequest request) {
        Headers headers = Headers.of(
                "Content-Type",
                Pages.contentType(name),
                "Cache-Control",
                Pages.cacheControl(name),
                "Content-Security-Policy",
                policy,
                "Referrer-Policy",
                "no-referrer",
                "Cross-Origin-Opener-Policy",
                "same-origin",
                "Cross-Origin-Resource-Policy",
                "same-origin");
        String frames = frameOptions();
        if (frames != null) {
            headers.add("X-Frame-Options", frames);
        }
        return content.answer(request, headers);
    }

    /// For browsers that know no `frame-ancestors`; those that do go by that. Null where other origins may frame the page,
    /// which this can't say.
    private @Nullable String frameOptions() {
        String ancestors = policy.substring(policy.indexOf("frame-ancestors"));
        return switch (ancestors) {
            case "frame-ancestors 'none'" -> "DENY";
            case "frame-ancestors 'self'" -> "SAMEORIGIN";
            default -> null;
        };
    }
}
