package dev.parley.server.chat.branding;

import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpRequest;
import dev.parley.net.http.HttpResponse;
import dev.parley.server.config.BrandingConfig;
import dev.parley.server.http.Encoded;
import dev.parley.server.http.PathHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves what the chat looks like: its settings, its logo, its emoticons, and the script that puts it on other pages.
///
/// Files are looked at again when somebody asks, at most once a second.
public final class Branding implements PathHandler {

    static final String EMOTICONS = "/chat/emoticons/";

    private static final Logger LOG = LoggerFactory.getLogger(Branding.class);
    private static final String SETTINGS = "/chat/settings";
    private static final String LOGO = "/chat/logo";
    private static final String SCRIPT = "/chat/embed.js";
    private static final long LOOK_NANOS = 1_000_000_000L;

    private final @Nullable Path logoFile;
    private final Emoticons emoticons;
    private final SettingsPage settings;
    private final Encoded script;
    private final LongSupplier nanoTime;
    private volatile @Nullable Picture logo;
    private volatile long lookedAt;

    private Branding(BrandingConfig config, Facts facts, Encoded script, LongSupplier nanoTime) {
        this.logoFile = config.logo();
        this.emoticons = new Emoticons(config.emoticons());
        this.settings = new SettingsPage(config, facts);
        this.script = script;
        this.nanoTime = nanoTime;
    }

    /// Looks at the pictures. Blocks.
    ///
    /// @throws IOException when the logo can't be used any more
    public static Branding open(BrandingConfig config, Facts facts, LongSupplier nanoTime) throws IOException {
        Branding branding = new Branding(config, facts, EmbedScript.read(config), nanoTime);
        branding.emoticons.look();
        if (branding.logoFile != null) {
            try {
                branding.logo = Picture.readLogo(branding.logoFile);
            } catch (BadPicture bad) {
                throw new IOException(branding.logoFile + " " + bad.getMessage(), bad);
            }
        }
        branding.lookedAt = nanoTime.getAsLong();
        return branding;
    }

    @Override
    public boolean claims(String path) {
        return path.equals(SETTINGS) || path.equals(LOGO) || path.equals(SCRIPT) || path.startsWith(EMOTICONS);
    }

    @Override
    public void handle(HttpExchange exchange, String path) {
        HttpRequest request = exchange.request();
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            exchange.respond(HttpResponse.text(405, "Only GET and HEAD are for this address.\n")
                    .with("Allow", "GET, HEAD"));
        } else if (path.equals(SCRIPT)) {
            exchange.respond(script.answer(request, scriptHeaders()));
        } else if (path.equals(SETTINGS)) {
            boolean stale = nanoTime.getAsLong() - lookedAt >= LOOK_NANOS;
            boolean pictures = logoFile != null || emoticons.exist();
            if (stale && pictures) {
                later(exchange, () -> {
                    look();
                    return settings(request);
                });
            } else {
                exchange.respond(settings(request));
            }
        } else {
            later(exchange, () -> picture(request, path));
        }
    }

    private static void later(HttpExchange exchange, Supplier<HttpResponse> made) {
        Thread.ofVirtual().name("parley-branding").start(() -> {
            HttpResponse answer = made.get();
            exchange.loop().execute(() -> {
                if (exchange.isOpen()) {
                    exchange.respond(answer);
                }
            });
        });
    }

    private HttpResponse settings(HttpRequest request) {
        return settings.with(logo, emoticons.pictures())
                .answer(request, Headers.of("Content-Type", "application/json", "Cache-Control", "no-cache"));
    }

    private static Headers scriptHeaders() {
        return Headers.of(
                "Content-Type",
                "text/javascript; charset=utf-8",
                "Cache-Control",
                "public, max-age=300",
                "Cross-Origin-Resource-Policy",
                "cross-origin");
    }

    private HttpResponse picture(HttpRequest request, String path) {
        Picture picture = find(path);
        if (picture != null && !picture.isCurrent()) {
            look();
            picture = find(path);
        }
        if (picture == null) {
            return HttpResponse.text(404, "There is no such picture.\n").with("Cache-Control", "no-cache");
        }
        HttpResponse answer = picture.answer(request.query("v"));
        return Encoded.isKnown(request, '"' + picture.version() + '"')
                ? new HttpResponse(
                        304, answer.headers(), HttpResponse.empty(304).body())
                : answer;
    }

    private @Nullable Picture find(String path) {
        return path.equals(LOGO) ? logo : emoticons.pictures().get(path.substring(EMOTICONS.length()));
    }

    /// Blocks.
    private void look() {
        lookedAt = nanoTime.getAsLong();
        emoticons.look();
        Picture before = logo;
        if (logoFile == null || (before != null && before.isCurrent())) {
            return;
        }
        try {
            logo = Picture.readLogo(logoFile);
        } catch (BadPicture bad) {
            forget(before, bad.getMessage());
        } catch (IOException unreadable) {
            forget(before, "can't be read: " + unreadable);
        }
    }

    private void forget(@Nullable Picture before, String why) {
        logo = null;
        if (before != null) {
            LOG.warn("the logo is left out: {} {}", logoFile, why);
        }
    }
}
