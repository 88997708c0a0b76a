package dev.parley.auth.token;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Fetches key sets over HTTP: status 200, at most 1 MiB, within a time for all of it, and from the address that was
/// configured: redirects are not followed.
final class HttpFetch implements KeySets.Fetch {

    static final int MAX_BYTES = 1024 * 1024;
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final int OK = 200;

    private final Duration timeout;
    private final HttpClient client;

    HttpFetch(Duration timeout) {
        this.timeout = timeout;
        client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    @Override
    public String fetch(URI address) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Accept", "application/json")
                .build();
        // its timeout ends with the head; ours covers the body
        CompletableFuture<HttpResponse<byte[]>> coming =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
        try {
            HttpResponse<byte[]> response = coming.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != OK) {
                throw new IOException("it answered with status " + response.statusCode());
            }
            return new String(response.body(), StandardCharsets.UTF_8);
        } catch (TimeoutException slow) {
            coming.cancel(true);
            throw new IOException("it did not answer within " + timeout.toMillis() + " ms", slow);
        } catch (ExecutionException failed) {
            throw new IOException("it can't be read: " + failed.getCause(), failed);
        } catch (InterruptedException interrupted) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
