package dev.parley.auth.hook;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One address that questions are posted to. Any thread.
///
/// An answer has status 2xx and at most 1 MiB of UTF-8, comes within the hook's timeout and from that address: redirects are
/// not followed.
final class Backend {

    /// What came of a question.
    sealed interface Heard {
        record Body(String text) implements Heard {}

        /// @param reason for the log; nothing of headers or bodies
        record Nothing(String reason) implements Heard {}
    }

    static final int MAX_BYTES = 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);
    private static final Duration QUIET = Duration.ofMinutes(1);

    final HookOptions options;
    final Gate gate;

    private final HttpClient client;
    private final Executor executor;
    private final Timing timing;
    private final AtomicLong quietUntil;

    /// @param executor runs what may block
    Backend(HookOptions options, HttpClient client, Executor executor, Timing timing) {
        this.options = options;
        this.client = client;
        this.executor = executor;
        this.timing = timing;
        gate = new Gate(options.concurrency(), options.concurrency() * HookOptions.WAITING_PER_CONCURRENT);
        quietUntil = new AtomicLong(timing.nanos());
    }

    /// Posts a question, whatever the gate says.
    ///
    /// @param headers have been checked
    /// @param then gets what came of it, once, on a thread where it may block
    void post(String question, Map<String, String> headers, Consumer<Heard> then) {
        executor.execute(() -> {
            CompletableFuture<HttpResponse<byte[]>> coming;
            try {
                coming = client.sendAsync(
                        request(question, headers), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
            } catch (RuntimeException refused) {
                then.accept(new Heard.Nothing(
                        "it can't be asked: " + refused.getClass().getSimpleName()));
                return;
            }
            // the request's own timeout would end with the head of the answer; this one covers the body
            CompletableFuture<Void> late = new CompletableFuture<Void>()
                    .completeOnTimeout(null, options.timeout().toMillis(), TimeUnit.MILLISECONDS);
            late.thenRun(() -> coming.cancel(true));
            coming.whenCompleteAsync(
                    (response, failure) -> {
                        late.cancel(false);
                        then.accept(response == null ? new Heard.Nothing(reason(failure)) : heard(response));
                    },
                    executor);
        });
    }

    private HttpRequest request(String question, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(options.endpoint())
                .setHeader("User-Agent", "Parley")
                .POST(BodyPublishers.ofString(question));
        headers.forEach(request::setHeader);
        options.staticHeaders().forEach(request::setHeader);
        return request.setHeader("Content-Type", "application/json")
                .setHeader("Accept", "application/json")
                .build();
    }

    private static Heard heard(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status < 200 || status > 299) {
            return new Heard.Nothing("it answered with status " + status
                    + (status >= 300 && status < 400 ? "; redirects are not followed" : ""));
        }
        try {
            return new Heard.Body(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(response.body()))
                    .toString());
        } catch (CharacterCodingException broken) {
            return new Heard.Nothing("its answer is not UTF-8");
        }
    }

    /// Exceptions of the HTTP client may cite what it read, so that theirs are no words for a log.
    private String reason(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case CancellationException _, HttpTimeoutException _ ->
                "it did not answer within " + options.timeout().toMillis() + " ms";
            case ConnectException _ -> "it can't be reached: wrong name or port, or not running";
            case SSLException tls -> "TLS failed: " + tls.getMessage();
            case IOException _ -> "its answer broke off, is no HTTP, or has more than " + MAX_BYTES + " bytes";
            case null -> "it gave no answer";
            default -> "it can't be asked: " + cause.getClass().getSimpleName();
        };
    }

    /// Tells the site, once a minute.
    void warn(HookKind kind, String reason) {
        long now = timing.nanos();
        long until = quietUntil.get();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET.toNanos())) {
            LOG.warn("hook {} gave no usable answer to {}: {}", options.name(), kind, reason);
        }
    }
}
