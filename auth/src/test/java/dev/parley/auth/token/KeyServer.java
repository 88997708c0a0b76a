package dev.parley.auth.token;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A real HTTP server with key sets, which a test can change, stop and count.
final class KeyServer implements AutoCloseable {

    /// What is done with a request.
    interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();

    /// The paths that were asked for.
    final List<String> asked = new CopyOnWriteArrayList<>();

    KeyServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().toString();
                asked.add(path);
                Handler handler = handlers.get(path);
                if (handler == null) {
                    exchange.sendResponseHeaders(404, -1);
                } else {
                    handler.handle(exchange);
                }
            }
        });
        server.start();
    }

    String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    void has(String path, String... keys) {
        answers(path, "{\"keys\":[" + String.join(",", keys) + "]}");
    }

    void answers(String path, String body) {
        does(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        });
    }

    void does(String path, Handler handler) {
        handlers.put(path, handler);
    }

    void fails(String path) {
        does(path, exchange -> exchange.sendResponseHeaders(503, -1));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    static String jwk(String id, KeyPair pair) {
        return jwk(id, pair, "");
    }

    /// @param more members, each with a comma in front
    static String jwk(String id, KeyPair pair, String more) {
        String json = switch (pair.getPublic()) {
            case RSAPublicKey rsa -> new RSAKey.Builder(rsa).keyID(id).build().toJSONString();
            case ECPublicKey ec ->
                new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec)
                        .keyID(id)
                        .build()
                        .toJSONString();
            case EdECPublicKey ed -> {
                byte[] encoded = ed.getEncoded();
                byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
                yield "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"" + id + "\",\"x\":\""
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(x) + "\"}";
            }
            default -> throw new IllegalArgumentException(pair.getPublic().getAlgorithm());
        };
        return json.substring(0, json.length() - 1) + more + "}";
    }
}
