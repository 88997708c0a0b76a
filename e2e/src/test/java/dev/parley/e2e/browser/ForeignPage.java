package dev.parley.e2e.browser;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/// Somebody else's site: under any host name it serves one page, which opens the WebSocket that the address names behind
/// its `#`, says `hello`, and writes down what happens.
record ForeignPage(HttpServer site) implements AutoCloseable {

    static final String HTML = """
            <!DOCTYPE html>
            <title>Elsewhere</title>
            <p id="result"></p>
            <script>
              const result = document.getElementById('result');
              const ws = new WebSocket(decodeURIComponent(location.hash.slice(1)));
              ws.onopen = () => ws.send('hello');
              ws.onmessage = (event) => (result.textContent = 'heard ' + event.data);
              ws.onclose = (event) => (result.textContent = 'closed ' + event.code);
            </script>
            """;

    static ForeignPage serve() throws IOException {
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        site.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            byte[] body = HTML.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        site.start();
        return new ForeignPage(site);
    }

    /// Such as `http://shop.example:40002`.
    String origin(String host) {
        return "http://" + host + ":" + site.getAddress().getPort();
    }

    /// The page's address, for it to open `webSocket`.
    String at(String host, String webSocket) {
        return origin(host) + "/#" + webSocket;
    }

    @Override
    public void close() {
        site.stop(0);
    }
}
