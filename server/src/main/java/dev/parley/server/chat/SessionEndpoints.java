package dev.parley.server.chat;

import dev.parley.chat.Params;
import dev.parley.chat.Refusal;
import dev.parley.chat.people.ChatSessions;
import dev.parley.chat.people.PeopleException;
import dev.parley.chat.storage.ChatException;
import dev.parley.hub.Payload;
import dev.parley.net.Peer;
import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpRequest;
import dev.parley.net.http.HttpResponse;
import dev.parley.server.access.AccessPolicy;
import dev.parley.server.chat.SessionReply.Nobody;
import dev.parley.server.chat.SessionReply.Refused;
import dev.parley.server.chat.SessionReply.Somebody;
import dev.parley.server.chat.Visits.Visit;
import dev.parley.server.config.BasePath;
import dev.parley.server.config.PeopleOptions.Accounts;
import dev.parley.server.http.PathHandler;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who one is, over HTTP: `POST chat/session` and its neighbours, JSON in and out.
///
/// A page of another origin gets nothing, unless the owner lets it in (`client.allowed_origins`), and then no cookies go
/// either way: it keeps `remember`. What isn't `application/json` is refused, so that no form of another site can ask.
///
/// Handlers run on the connection's loop, the rest on virtual threads, at most [#AT_ONCE]; one more is told to come back.
public final class SessionEndpoints implements PathHandler {

    private static final Logger LOG = LoggerFactory.getLogger(SessionEndpoints.class);

    private static final int AT_ONCE = 64;
    private static final int BODY_LIMIT = 8 * 1_024;
    private static final int REMEMBER_LENGTH = 1_024;
    private static final String ORIGIN = "Origin";

    /// What is done for one path.
    @FunctionalInterface
    private interface Act {
        SessionReply of(Visit visit) throws Refusal, PeopleException, ChatException;
    }

    private final AccessPolicy access;
    private final Cookies cookies;
    private final Map<String, Act> acts;
    private final LongSupplier nanoTime;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /// Requests of an address.
    private final Attempts requests = new Attempts(120, Duration.ofMillis(250));

    /// @param guests whether a name is enough to come in
    /// @param signedOut hears of accounts whose sessions are to be ended, on whatever thread
    public static SessionEndpoints of(
            AccessPolicy access,
            BasePath base,
            ChatData data,
            boolean guests,
            Accounts accounts,
            Consumer<String> signedOut) {
        Visits visits = new Visits(
                data.people(), data.accounts(), data.sessions(), guests, accounts, signedOut, System::nanoTime);
        return new SessionEndpoints(access, new Cookies(base), visits, System::nanoTime);
    }

    SessionEndpoints(AccessPolicy access, Cookies cookies, Visits visits, LongSupplier nanoTime) {
        this.access = access;
        this.cookies = cookies;
        this.nanoTime = nanoTime;
        this.acts = Map.of(
                "/chat/session",
                visits::session,
                "/chat/sign-in",
                visits::signIn,
                "/chat/sign-up",
                visits::signUp,
                "/chat/sign-out",
                visits::signOut,
                "/chat/password",
                visits::password);
    }

    @Override
    public boolean claims(String path) {
        return acts.containsKey(path);
    }

    // ---- on the loop

    @Override
    public void handle(HttpExchange exchange, String path) {
        HttpRequest request = exchange.request();
        Act act = acts.get(path);
        String foreign = access.refusal(request);
        if (act == null) {
            refuse(exchange, new Refused(404, "no_such_path", "Nothing is served here."));
        } else if (foreign != null) {
            exchange.respond(bare(new Refused(403, "foreign_origin", foreign)));
        } else if (request.method().equals("OPTIONS") && request.headers().contains(ORIGIN)) {
            exchange.respond(shared(request, HttpResponse.empty(204))
                    .with("Access-Control-Allow-Methods", "POST")
                    .with("Access-Control-Allow-Headers", "content-type")
                    .with("Access-Control-Max-Age", "600"));
        } else if (!request.method().equals("POST")) {
            exchange.respond(response(request, new Refused(405, "use_post", "Ask with POST."))
                    .with("Allow", "POST, OPTIONS"));
        } else if (!isJson(request)) {
            refuse(exchange, new Refused(415, "not_json", "Send Content-Type: application/json."));
        } else {
            String address = address(request.peer());
            long wait = address == null ? 0 : requests.take(address, nanoTime.getAsLong());
            if (wait > 0) {
                refuse(exchange, Refused.tooMany(wait));
            } else {
                exchange.readBody(
                        BODY_LIMIT,
                        body -> read(exchange, act, address, body),
                        () -> response(request, new Refused(413, "too_large", "Say it in fewer words.")));
            }
        }
    }

    private static boolean isJson(HttpRequest request) {
        String type = request.headers().first("Content-Type");
        if (type == null) {
            return false;
        }
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end))
                .strip()
                .toLowerCase(Locale.ROOT)
                .equals("application/json");
    }

    /// Whose attempts count together: an IPv4 address, or the network that an IPv6 address is in.
    static @Nullable String address(Peer peer) {
        InetAddress address = peer.address();
        if (address == null || !peer.limitable()) {
            return null;
        }
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }

    private void read(HttpExchange exchange, Act act, @Nullable String address, ByteBuffer body) {
        if (!places.tryAcquire()) {
            refuse(exchange, new Refused(503, "busy", "The chat has too much to do: try again in a second.", 1));
            return;
        }
        Thread.startVirtualThread(() -> {
            SessionReply reply;
            try {
                reply = reply(exchange.request(), act, address, body);
            } finally {
                places.release();
            }
            exchange.loop().execute(() -> {
                if (exchange.isOpen()) {
                    exchange.respond(response(exchange.request(), reply));
                }
            });
        });
    }

    // ---- on a thread of its own

    private static SessionReply reply(HttpRequest request, Act act, @Nullable String address, ByteBuffer body) {
        try {
            Params params = Params.read(Payload.json(body));
            List<String> proofs = new ArrayList<>();
            String remembered = params.textOrNull("remember", REMEMBER_LENGTH);
            if (remembered != null) {
                proofs.add(remembered);
            }
            proofs.addAll(Cookies.sent(request));
            return act.of(new Visit(address, proofs, params));
        } catch (IllegalArgumentException notJson) {
            return new Refused(400, "bad_request", "Send a JSON object.");
        } catch (Refusal refused) {
            return new Refused(400, "bad_request", String.valueOf(refused.getMessage()));
        } catch (PeopleException refused) {
            return refused(refused);
        } catch (ChatException failed) {
            LOG.warn("somebody could not come into the chat: {}", failed.getMessage());
            return new Refused(503, "unavailable", "The chat's database does not answer: try again in a moment.", 5);
        } catch (RuntimeException broken) {
            LOG.error("somebody could not come into the chat", broken);
            return new Refused(500, "internal", "This should not have happened: the server's log says what has.");
        }
    }

    private static Refused refused(PeopleException why) {
        String error = why.reason().name().toLowerCase(Locale.ROOT);
        return switch (why.reason()) {
            case BAD_NAME, BAD_LOGIN, BAD_PASSWORD -> new Refused(400, error, why.sentence());
            case NAME_TAKEN, LOGIN_TAKEN -> new Refused(409, error, why.sentence());
            case WRONG_LOGIN, SIGNED_OUT -> new Refused(401, error, why.sentence());
            case BUSY -> new Refused(503, error, why.sentence(), 2);
        };
    }

    // ---- answers

    private void refuse(HttpExchange exchange, Refused refused) {
        exchange.respond(response(exchange.request(), refused));
    }

    private HttpResponse response(HttpRequest request, SessionReply reply) {
        return shared(request, keeping(request, reply, bare(reply)));
    }

    private static HttpResponse bare(SessionReply reply) {
        int status = reply instanceof Refused refused ? refused.status() : 200;
        HttpResponse response = HttpResponse.of(
                        status,
                        "application/json",
                        reply.json(ChatSessions.TOKEN_LIFE.toSeconds()).toByteArray())
                .with("Cache-Control", "no-store");
        return reply instanceof Refused refused && refused.retryAfter() > 0
                ? response.with("Retry-After", Long.toString(refused.retryAfter()))
                : response;
    }

    private HttpResponse keeping(HttpRequest request, SessionReply reply, HttpResponse response) {
        return switch (reply) {
            case Somebody somebody ->
                response.with(
                        "Set-Cookie",
                        cookies.kept(
                                somebody.remember(),
                                ChatSessions.cookieLife(somebody.person().kind()),
                                request));
            case Nobody nobody -> nobody.forget() ? response.with("Set-Cookie", cookies.forgotten(request)) : response;
            case Refused _ -> response;
        };
    }

    /// A page that may ask may read the answer.
    private static HttpResponse shared(HttpRequest request, HttpResponse response) {
        String origin = request.headers().first(ORIGIN);
        return origin == null
                ? response
                : response.with("Access-Control-Allow-Origin", origin).with("Vary", ORIGIN);
    }
}
