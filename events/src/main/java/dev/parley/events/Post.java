package dev.parley.events;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Makes one signed request and reads its answer. Any thread that may wait.
final class Post {

    private final OutboxOptions options;
    private final InstantSource clock;
    private final HttpClient client;

    Post(OutboxOptions options, InstantSource clock, Executor executor) {
        this.options = options;
        this.clock = clock;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(options.timeout())
                .executor(executor)
                .build();
    }

    Reply send(Batch batch) throws InterruptedException {
        byte[] body = batch.body();
        long timestamp = clock.instant().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(options.url())
                .header("Content-Type", "application/json")
                .header("User-Agent", "Parley")
                .header("X-Parley-Timestamp", Long.toString(timestamp))
                .header("X-Parley-Signature", Signature.of(options.secret(), timestamp, body))
                .header("X-Parley-Delivery", batch.delivery())
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        // The client's own timeout ends with the answer's head; this one also covers a body that never ends.
        CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request, BodyHandlers.discarding());
        try {
            return reply(answer.get(options.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            return new Reply.Later("no answer within " + options.timeout().toMillis() + " ms", 0);
        } catch (ExecutionException failed) {
            return new Reply.Later(String.valueOf(failed.getCause()), 0);
        } finally {
            answer.cancel(true);
        }
    }

    private Reply reply(HttpResponse<Void> response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return new Reply.Taken();
        }
        long asked = response.headers()
                .firstValue("Retry-After")
                .map(text -> Backoff.asked(text, clock.instant()))
                .orElse(0L);
        return status / 100 == 4 && status != 408 && status != 429
                ? new Reply.Refused(status, asked)
                : new Reply.Later("HTTP " + status, asked);
    }

    /// Ends what is still going on.
    void close() {
        client.shutdownNow();
    }
}
