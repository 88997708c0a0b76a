package dev.parley.server.api;

import dev.parley.auth.token.Revocations;
import dev.parley.events.Inbox;
import dev.parley.events.Users;
import dev.parley.hub.Answer;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpHandler;
import dev.parley.net.http.HttpRequest;
import dev.parley.net.http.HttpResponse;
import dev.parley.server.drain.Drain;
import dev.parley.server.push.InboxRpc;
import dev.parley.server.push.Pushes;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the backend's requests, at and below the API's path. On the loop of the connection; what may take long is done on
/// a thread of its own.
///
/// Before a method runs, a request is refused with a status: 401 (no key that is known), 403 (not for this key), 404, 405,
/// 413, 415, 429. What a method says is 200 with `result` or `error`, unless errors are to be statuses.
public final class Api implements HttpHandler {

    /// What the API is.
    ///
    /// @param prefix its path, base path included
    /// @param keys who may call it; none when `insecure`
    /// @param insecure whether everybody may
    /// @param statuses whether a method's error is an HTTP status
    /// @param bodyLimit bytes of a request
    /// @param requestLimit requests that are being answered at the same time
    public record Options(
            String prefix, List<ApiKey> keys, boolean insecure, boolean statuses, int bodyLimit, int requestLimit) {}

    /// The names of all methods.
    public static final java.util.Set<String> METHODS = new java.util.TreeSet<>(java.util.Set.of(
            "publish",
            "broadcast",
            "subscribe",
            "unsubscribe",
            "disconnect",
            "refresh",
            "presence",
            "presence_stats",
            "history",
            "history_remove",
            "channels",
            "info",
            "drain",
            "batch",
            "rpc",
            "user_publish",
            "all_publish",
            "connections",
            "user_status",
            "block_user",
            "unblock_user",
            "revoke_token",
            "invalidate_user_tokens"));

    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    private static final ApiKey ANYBODY = new ApiKey("anybody", new byte[0], java.util.Set.of());
    private static final String ERROR_MODE = "X-Centrifugo-Error-Mode";
    private static final String AUTHORIZATION = "apikey ";

    /// A larger body is read on a thread of its own.
    private static final int SMALL = 64 * 1024;

    private final Options options;
    private final Map<String, Method> methods = new LinkedHashMap<>();
    private final ApiPages pages;
    private final ApiMetrics metrics = new ApiMetrics();
    private final AtomicInteger busy = new AtomicInteger();

    /// @param census knows what is on all nodes
    public Api(
            Options options,
            Hub hub,
            Pushes pushes,
            Inbox inbox,
            Users users,
            Revocations revocations,
            Drain drain,
            Census census) {
        this.options = options;
        pages = new ApiPages(options.prefix());
        add(new Publishing(hub, pushes).methods());
        add(new Sessions(hub, census, users, revocations).methods());
        add(new Channels(hub, census).methods());
        add(new Overall(census, new InboxRpc(inbox)).methods());
        add(List.of(Draining.method(drain)));
    }

    private void add(List<Method> some) {
        some.forEach(method -> methods.put(method.name(), method));
    }

    /// Whether a path is the API's.
    public boolean claims(String path) {
        return path.equals(options.prefix()) || path.startsWith(options.prefix() + "/");
    }

    /// Whether it takes no key.
    public boolean isOpen() {
        return options.insecure();
    }

    public ApiMetrics metrics() {
        return metrics;
    }

    // ---- who calls, and what for

    @Override
    public void handle(HttpExchange exchange) {
        HttpRequest request = exchange.request();
        String path = request.path();
        String name = path.length() > options.prefix().length() + 1
                ? path.substring(options.prefix().length() + 1)
                : "";
        if (pages.claims(name)) {
            pages.handle(exchange, name);
            return;
        }
        ApiKey key = key(request);
        if (options.insecure() && request.headers().contains("Origin")) {
            refuse(exchange, 403, HubError.PERMISSION_DENIED, "the API without a key is not for pages in a browser");
        } else if (key == null && options.keys().isEmpty()) {
            refuse(
                    exchange,
                    401,
                    HubError.UNAUTHORIZED,
                    "this server has no API key: set http_api.key, or PARLEY_HTTP_API_KEY, and send that");
        } else if (key == null) {
            refuse(
                    exchange,
                    401,
                    HubError.UNAUTHORIZED,
                    "send the API key in the header X-API-Key, or as Authorization: apikey KEY");
        } else if (!name.isEmpty() && !methods.containsKey(name) && !name.equals(Overall.BATCH)) {
            refuse(
                    exchange,
                    404,
                    HubError.METHOD_NOT_FOUND,
                    "there is no method of that name; " + options.prefix() + "/docs lists all");
        } else if (!request.method().equals("POST")) {
            refuse(exchange, 405, HubError.BAD_REQUEST, "methods are called with POST", "Allow", "POST");
        } else if (!name.isEmpty() && !name.equals(Overall.BATCH) && !key.allows(name)) {
            refuse(exchange, 403, HubError.PERMISSION_DENIED, key.name() + " may not call " + name);
        } else if (!isJson(request, options.insecure())) {
            refuse(exchange, 415, HubError.BAD_REQUEST, "the body is JSON: send Content-Type: application/json");
        } else if (busy.get() >= options.requestLimit()) { // those whose bodies are on their way among them
            refuse(
                    exchange,
                    429,
                    HubError.TOO_MANY_REQUESTS,
                    "too many requests are being answered (http_api.request_limit); try again",
                    "Retry-After",
                    "1");
        } else {
            Place place = new Place(exchange);
            exchange.readBody(options.bodyLimit(), body -> read(exchange, place, key, name, body), () -> {
                place.giveBack();
                return tooLong();
            });
            place.watch();
        }
    }

    private @Nullable ApiKey key(HttpRequest request) {
        if (options.insecure()) {
            return ANYBODY;
        }
        String sent = request.headers().first("X-API-Key");
        if (sent == null) {
            String authorization = request.headers().first("Authorization");
            if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(AUTHORIZATION)) {
                return null;
            }
            sent = authorization.substring(AUTHORIZATION.length()).strip();
        }
        return ApiKey.find(options.keys(), sent);
    }

    /// A body without a type is taken for JSON, as scripts send it, where a key shows that it is no page that sends it.
    private static boolean isJson(HttpRequest request, boolean strictly) {
        String type = request.headers().first("Content-Type");
        if (type == null) {
            return !strictly;
        }
        int end = type.indexOf(';');
        String media = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return media.equals("application/json") || media.endsWith("+json") || media.equals("text/json");
    }

    private void refuse(HttpExchange exchange, int status, HubError error, String sentence, String... header) {
        metrics.refused(status);
        HttpResponse response = response(status, Replies.error(error.saying(sentence)));
        exchange.respond(header.length == 2 ? response.with(header[0], header[1]) : response);
    }

    private HttpResponse tooLong() {
        metrics.refused(413);
        return response(
                413,
                Replies.error(HubError.LIMIT_EXCEEDED.saying(
                        "the body may have at most " + options.bodyLimit() + " bytes (http_api.body_limit)")));
    }

    private static HttpResponse response(int status, byte[] json) {
        return HttpResponse.of(status, "application/json", json);
    }

    // ---- what it says

    private void read(HttpExchange exchange, Place place, ApiKey key, String name, ByteBuffer body) {
        byte[] json = new byte[body.remaining()];
        body.get(json);
        place.isRead = true;
        Method method = methods.get(name);
        if (json.length > SMALL || method == null || method.large()) {
            Thread.startVirtualThread(() -> call(exchange, place, key, name, method, json));
        } else {
            call(exchange, place, key, name, method, json);
        }
    }

    private void call(
            HttpExchange exchange, Place place, ApiKey key, String name, @Nullable Method method, byte[] json) {
        Reply reply = new Reply(exchange, place, name);
        try {
            if (name.isEmpty()) {
                Commands.run(json, methods, key, metrics, reply::whole);
            } else if (method == null) {
                Overall.batch(Params.read(json), methods, key, metrics, reply.ofBatch());
            } else {
                method.call(json.length == 0 ? Params.NONE : Params.read(json), reply);
            }
        } catch (BadParams wrong) {
            reply.failed(wrong.error());
        } catch (RuntimeException | StackOverflowError broken) {
            LOG.error("the method {} failed", name, broken);
            reply.failed(HubError.INTERNAL);
        }
    }

    /// A request's place among those that are being answered: taken when its head has come, given back once.
    private final class Place {

        private static final long LOOK_MILLIS = 5_000;

        private final HttpExchange exchange;
        private final AtomicBoolean taken = new AtomicBoolean(true);

        /// Whether its body has come. On the loop, until somebody else is handed the place.
        private boolean isRead;

        Place(HttpExchange exchange) {
            this.exchange = exchange;
            busy.incrementAndGet();
        }

        /// Its body has not come with its head.
        void watch() {
            if (!isRead) {
                exchange.loop().schedule(LOOK_MILLIS, this::look);
            }
        }

        /// Whoever goes while its body is on its way says nothing.
        private void look() {
            if (taken.get() && !isRead) {
                if (exchange.isOpen()) {
                    exchange.loop().schedule(LOOK_MILLIS, this::look);
                } else {
                    giveBack();
                }
            }
        }

        /// @return false when it was given back before
        boolean giveBack() {
            if (taken.compareAndSet(true, false)) {
                busy.decrementAndGet();
                return true;
            }
            return false;
        }
    }

    /// The answer to one request, from whatever thread. The first counts.
    private final class Reply implements Answer<byte[]> {

        private final HttpExchange exchange;
        private final Place place;
        private final String method;
        private final long began = System.nanoTime();

        Reply(HttpExchange exchange, Place place, String method) {
            this.exchange = exchange;
            this.place = place;
            this.method = method;
        }

        @Override
        public void succeeded(byte[] result) {
            metrics.called(method, 0, System.nanoTime() - began);
            send(response(200, Replies.result(result)));
        }

        @Override
        public void failed(HubError error) {
            metrics.called(method, error.code(), System.nanoTime() - began);
            String mode = exchange.request().headers().first(ERROR_MODE);
            boolean statuses = mode == null ? options.statuses() : mode.equalsIgnoreCase("transport");
            send(response(statuses ? Replies.status(error) : 200, Replies.error(error)));
        }

        /// What is the whole body already.
        void whole(byte[] body) {
            metrics.called(method, 0, System.nanoTime() - began);
            send(response(200, body));
        }

        Answer<byte[]> ofBatch() {
            return new Answer<>() {
                @Override
                public void succeeded(byte[] replies) {
                    whole(replies);
                }

                @Override
                public void failed(HubError error) {
                    Reply.this.failed(error);
                }
            };
        }

        private void send(HttpResponse response) {
            if (!place.giveBack()) {
                return;
            }
            if (exchange.loop().inLoop()) {
                respond(response);
            } else {
                exchange.loop().execute(() -> respond(response));
            }
        }

        private void respond(HttpResponse response) {
            if (exchange.isOpen()) {
                exchange.respond(response);
            }
        }
    }
}
