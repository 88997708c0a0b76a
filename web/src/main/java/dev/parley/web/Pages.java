package dev.parley.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the pages are among the resources, and the headers that they need.
///
/// A page names everything else relative to itself, so both pages belong at the same level: the chat at `BASE/`
/// (with the slash: `BASE` alone must redirect there), the console at `BASE/console`, the icon at `BASE/favicon.svg`
/// and what is below [#ASSETS] at `BASE/assets/`. The chat opens its WebSocket at `BASE/chat/ROOM?name=NAME`.
///
/// Everything here is a constant; nothing is read before [#read] asks for it.
public final class Pages {

    /// The chat page.
    public static final String CHAT = "chat.html";

    /// The chat page for a frame on somebody's page, which is one level deeper: `BASE/chat/embed`.
    public static final String EMBEDDED_CHAT = "embed.html";

    /// The script that puts such a frame on a page. It expects an object `PARLEY_BRAND` in front of it.
    public static final String EMBED_SCRIPT = "embed.js";

    /// The console: any WebSocket, by hand.
    public static final String CONSOLE = "console.html";

    /// The icon of both pages.
    public static final String FAVICON = "favicon.svg";

    /// What the names of scripts and style sheets start with. They carry a hash of their content.
    public static final String ASSETS = "assets/";

    /// Put this before a name to get the path for a [ClassLoader].
    public static final String RESOURCE_PREFIX = "dev/parley/web/";

    /// `Cache-Control` of a page and of the icon: ask each time whether it has changed.
    public static final String CACHE_PAGE = "no-cache";

    /// `Cache-Control` of what is below [#ASSETS]: another content has another name.
    public static final String CACHE_ASSET = "public, max-age=31536000, immutable";

    private static final String NAME = "(assets/)?[A-Za-z0-9]+(-[A-Za-z0-9]+)*\\.(html|js|css|svg|png)";

    private static final String OWN_PARTS_ONLY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "base-uri 'none'; form-action 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'; ";

    /// `Content-Security-Policy` of the chat, beside what [#chatPolicy] adds to it.
    ///
    /// Pictures that are about to be sent and voices that have just been recorded are `blob:`. `'self'` covers `ws:` and `wss:` of the page's own host and port (CSP Level 3, section 6.7.2.8) in every
    /// browser that the pages are built for: Chromium 111, Firefox 114, Safari 16.4 and later. No other WebSocket is
    /// reachable from the page. Trusted Types are required and none may be made, so that no script, ours included,
    /// can turn text into HTML.
    private static final String CHAT_CSP =
            OWN_PARTS_ONLY + "connect-src 'self'; media-src 'self' blob:; worker-src 'self'; ";

    /// `Content-Security-Policy` of the console, which may connect to any WebSocket and may not be framed.
    public static final String CONSOLE_CSP =
            OWN_PARTS_ONLY + "img-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'";

    private Pages() {}

    /// The policy for a resource: that of its page, or one that allows nothing for what isn't a page
    /// (an icon that is opened by itself is a document too).
    public static String contentSecurityPolicy(String name) {
        return switch (name) {
            case CHAT, EMBEDDED_CHAT -> chatPolicy(List.of(), List.of());
            case CONSOLE -> CONSOLE_CSP;
            default -> "default-src 'none'; frame-ancestors 'none'";
        };
    }

    /// `Content-Security-Policy` of the chat.
    ///
    /// @param pictures sources of pictures beside the page's own origin
    /// @param ancestors sources of pages that may have the chat in a frame, beside those of its own origin
    public static String chatPolicy(List<String> pictures, List<String> ancestors) {
        return CHAT_CSP
                + String.join(" ", prepended("img-src 'self' blob:", pictures))
                + "; "
                + String.join(" ", prepended("frame-ancestors 'self'", ancestors));
    }

    private static List<String> prepended(String first, List<String> rest) {
        return Stream.concat(Stream.of(first), rest.stream()).toList();
    }

    /// `Cache-Control` for a resource.
    public static String cacheControl(String name) {
        return name.startsWith(ASSETS) ? CACHE_ASSET : CACHE_PAGE;
    }

    /// `Content-Type` for a resource.
    public static String contentType(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            case "png" -> "image/png";
            default -> "application/octet-stream";
        };
    }

    /// The bytes of a resource, or null when there is none of that name. Blocks on the jar: read once and keep.
    ///
    /// Only names such as [#CHAT] or `assets/chat-1A2B3C4D.js` are looked up, so that a path from the outside may be
    /// asked for as it is.
    public static byte @Nullable [] read(String name) throws IOException {
        if (!name.matches(NAME)) {
            return null;
        }
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            return in == null ? null : in.readAllBytes();
        }
    }
}
