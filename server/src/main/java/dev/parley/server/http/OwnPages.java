package dev.parley.server.http;

import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpResponse;
import dev.parley.web.Pages;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The chat page and the console, read from the jar when first asked for.
final class OwnPages {

    private static final Logger LOG = LoggerFactory.getLogger(OwnPages.class);

    private final @Nullable String chatPolicy;
    private final ConcurrentHashMap<String, PageFile> files = new ConcurrentHashMap<>();

    /// @param chatPolicy the Content-Security-Policy of the chat page; null when that is not served
    OwnPages(@Nullable String chatPolicy) {
        this.chatPolicy = chatPolicy;
    }

    /// Whether a file of a page may have that path.
    ///
    /// @param path below the base path, such as `/console`
    boolean claims(String path) {
        return nameOf(path) != null;
    }

    /// Answers a GET or HEAD for a path that it claims.
    void handle(HttpExchange exchange, String path) {
        String name = nameOf(path);
        if (name == null) {
            throw new IllegalArgumentException(path);
        }
        PageFile file = files.get(name);
        if (file != null) {
            exchange.respond(file.answer(exchange.request()));
        } else {
            Thread.ofVirtual().name("parley-page").start(() -> readAndAnswer(exchange, name));
        }
    }

    private @Nullable String nameOf(String path) {
        return switch (path) {
            case "/", "/chat" -> chatPolicy != null ? Pages.CHAT : null;
            case "/chat/embed" -> chatPolicy != null ? Pages.EMBEDDED_CHAT : null;
            case "/console" -> Pages.CONSOLE;
            case "/favicon.svg" -> Pages.FAVICON;
            default -> isAsset(path) ? path.substring(1) : null;
        };
    }

    private static boolean isAsset(String path) {
        return path.startsWith("/" + Pages.ASSETS)
                && path.indexOf('/', 1) == path.lastIndexOf('/')
                && !path.contains("..");
    }

    private String policyOf(String name) {
        boolean isChat = name.equals(Pages.CHAT) || name.equals(Pages.EMBEDDED_CHAT);
        return isChat && chatPolicy != null ? chatPolicy : Pages.contentSecurityPolicy(name);
    }

    private void readAndAnswer(HttpExchange exchange, String name) {
        Optional<PageFile> read;
        try {
            read = Optional.ofNullable(PageFile.read(name, policyOf(name)));
            read.ifPresent(file -> files.put(name, file));
        } catch (IOException broken) {
            LOG.error("can't read the page {}", name, broken);
            read = Optional.empty();
        }
        HttpResponse answer = read.map(file -> file.answer(exchange.request()))
                .orElseGet(() -> HttpResponse.text(404, "There is no such file.\n"));
        exchange.loop().execute(() -> {
            if (exchange.isOpen()) {
                exchange.respond(answer);
            }
        });
    }
}
