package dev.parley.net.netty;

import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpOptions;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request's head must be before anybody else sees it (RFC 9110, RFC 9112).
final class HttpRules {

    /// A head that is refused, and why.
    record Refusal(int status, String reason) {}

    /// A head that passed.
    ///
    /// @param target in origin form (`/path?query`), or `*`
    /// @param authority the Host field, or what an absolute target named instead
    record Head(String target, @Nullable String authority, Headers headers) {}

    private HttpRules() {}

    /// A [Head] or a [Refusal].
    static Record check(HttpRequest request, HttpOptions options) {
        DecoderResult result = request.decoderResult();
        if (result.isFailure()) {
            return refusal(result.cause(), options);
        }
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return new Refusal(505, "This server speaks HTTP/1.1 and HTTP/1.0.");
        }
        if (request.headers().size() > options.maxHeaders()) {
            return new Refusal(431, "A request may have at most " + options.maxHeaders() + " header fields.");
        }
        Headers headers = new Headers();
        try {
            for (Map.Entry<String, String> field : request.headers()) {
                headers.add(field.getKey(), field.getValue());
            }
        } catch (IllegalArgumentException e) {
            return new Refusal(400, "A header field is malformed (RFC 9110 section 5).");
        }
        return check(request, headers);
    }

    private static Record check(HttpRequest request, Headers headers) {
        List<String> hosts = headers.all("Host");
        if (hosts.size() > 1) {
            return new Refusal(400, "There must be one Host field (RFC 9112 section 3.2).");
        }
        if (hosts.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return new Refusal(400, "A Host field is missing (RFC 9112 section 3.2).");
        }
        String host = hosts.isEmpty() ? null : hosts.getFirst();
        if (host != null && !isHost(host)) {
            return new Refusal(400, "The Host field is malformed (RFC 9112 section 3.2).");
        }
        for (String coding : headers.all("Transfer-Encoding")) {
            if (!coding.strip().equalsIgnoreCase("chunked")) {
                return new Refusal(501, "The only transfer coding known here is chunked.");
            }
        }
        if (headers.all("Transfer-Encoding").size() > 1) {
            return new Refusal(400, "There must be one Transfer-Encoding field.");
        }
        if (!isToken(request.method().name())) {
            return new Refusal(400, "The method is malformed (RFC 9110 section 9.1).");
        }
        return target(request.uri(), host, headers);
    }

    private static Record target(String target, @Nullable String host, Headers headers) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 127) {
                return new Refusal(400, "The request target holds a character that must be percent-encoded.");
            }
        }
        if (target.startsWith("/") || target.equals("*")) {
            return new Head(target, host, headers);
        }
        String lower = target.toLowerCase(Locale.ROOT);
        int scheme = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : 0;
        if (scheme == 0) {
            return new Refusal(400, "The request target must begin with a slash (RFC 9112 section 3.2).");
        }
        int end = scheme;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        String authority = target.substring(scheme, end);
        if (authority.isEmpty() || !isHost(authority)) {
            return new Refusal(400, "The host in the request target is malformed.");
        }
        String rest = target.substring(end);
        return new Head(rest.startsWith("/") ? rest : "/" + rest, authority, headers);
    }

    private static Refusal refusal(@Nullable Throwable cause, HttpOptions options) {
        if (cause instanceof TooLongHttpLineException) {
            return new Refusal(414, "The request line may have at most " + options.maxRequestLine() + " bytes.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Refusal(
                    431, "All header fields together may have at most " + options.maxHeaderBytes() + " bytes.");
        }
        return new Refusal(400, "The request is malformed (RFC 9112).");
    }

    /// Characters that a host with an optional port may have (RFC 3986 section 3.2.2). Empty is allowed.
    static boolean isHost(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean good = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~!$&'()*+;=:[]%".indexOf(c) >= 0;
            if (!good) {
                return false;
            }
        }
        return true;
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 127 || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean hasToken(Headers headers, String name, String token) {
        for (String value : headers.all(name)) {
            for (String part : value.split(",")) {
                if (part.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Whether the request asks for another protocol. An offer of `h2c`, which common clients make with every first
    /// request, is passed over as RFC 9110 section 7.8 allows, and so is any in HTTP/1.0.
    static boolean asksForUpgrade(HttpRequest request, Headers headers) {
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return false;
        }
        for (String value : headers.all("Upgrade")) {
            for (String part : value.split(",")) {
                String protocol = part.strip();
                if (!protocol.isEmpty() && !protocol.equalsIgnoreCase("h2c")) {
                    return true;
                }
            }
        }
        return false;
    }
}
