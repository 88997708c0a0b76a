package dev.parley.server.chat;

import dev.parley.chat.files.FileException;
import dev.parley.chat.files.FileStore;
import dev.parley.chat.files.Upload;
import dev.parley.chat.files.VoiceNote;
import dev.parley.chat.storage.ChatException;
import dev.parley.hub.Answer;
import dev.parley.hub.HubError;
import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpRequest;
import dev.parley.net.http.HttpResponse;
import dev.parley.server.access.AccessPolicy;
import dev.parley.server.chat.SessionReply.Refused;
import dev.parley.server.http.PathHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The chat's files over HTTP: `POST chat/files?room=R&name=N` takes one, `GET chat/files/ID/NAME` and
/// `GET chat/files/ID/thumbnail` give it.
///
/// An upload is whoever's whose token it has ([Bearers]), in a room where they may write. Its body goes to the disk as it
/// comes. Handlers run on the connection's loop, the rest on virtual threads: at most [#AT_ONCE] requests at the same time,
/// of which [FileStore] lets fewer be uploads; one more is told to come back.
public final class FileEndpoints implements PathHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FileEndpoints.class);

    private static final String UPLOADS = "/chat/files";
    private static final String FILES = "/chat/files/";
    private static final String THUMBNAIL = "thumbnail";
    private static final String ORIGIN = "Origin";
    private static final int AT_ONCE = 64;

    /// Uploads of one address at the same time: a slow one may take minutes, and nobody is to have all places.
    private static final int OF_ADDRESS = 6;

    /// How long a file may be on its way, however slow the network.
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int NAME_LENGTH = 1_000;

    private final AccessPolicy access;
    private final Bearers bearers;
    private final FileStore store;
    private final FilePage pages;
    private final LongSupplier nanoTime;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Semaphore reading = new Semaphore(AT_ONCE);

    private final AtOnce ofAddress = new AtOnce(OF_ADDRESS);

    /// Uploads of an address.
    private final Attempts attempts = new Attempts(120, Duration.ofMillis(500));

    public FileEndpoints(AccessPolicy access, Bearers bearers, FileStore store, LongSupplier nanoTime) {
        this.access = access;
        this.bearers = bearers;
        this.store = store;
        this.nanoTime = nanoTime;
        pages = new FilePage(store);
    }

    @Override
    public boolean claims(String path) {
        return path.equals(UPLOADS) || path.startsWith(FILES);
    }

    @Override
    public void handle(HttpExchange exchange, String path) {
        if (path.equals(UPLOADS)) {
            take(exchange);
        } else {
            give(exchange, path.substring(FILES.length()));
        }
    }

    // ---- taking

    private void take(HttpExchange exchange) {
        HttpRequest request = exchange.request();
        String foreign = access.refusal(request);
        if (foreign != null) {
            exchange.respond(bare(new Refused(403, "foreign_origin", foreign)));
        } else if (request.method().equals("OPTIONS") && request.headers().contains(ORIGIN)) {
            exchange.respond(shared(request, HttpResponse.empty(204))
                    .with("Access-Control-Allow-Methods", "POST")
                    .with("Access-Control-Allow-Headers", "authorization, content-type")
                    .with("Access-Control-Max-Age", "600"));
        } else if (!request.method().equals("POST")) {
            exchange.respond(response(request, new Refused(405, "use_post", "Send files with POST."))
                    .with("Allow", "POST, OPTIONS"));
        } else {
            identify(exchange);
        }
    }

    private void identify(HttpExchange exchange) {
        HttpRequest request = exchange.request();
        String token = Bearers.token(request);
        String address = SessionEndpoints.address(request.peer());
        long wait = address == null ? 0 : attempts.take(address, nanoTime.getAsLong());
        if (token == null) {
            refuse(
                    exchange,
                    new Refused(401, "not_signed_in", "Send the token that you connect with: Authorization: Bearer …"));
        } else if (wait > 0) {
            refuse(exchange, Refused.tooMany(wait));
        } else if (address != null && !ofAddress.take(address)) {
            refuse(
                    exchange,
                    new Refused(
                            429, "too_many", "Your network sends " + OF_ADDRESS + " files: wait for one to come.", 5));
        } else if (!places.tryAcquire()) {
            giveBack(address);
            refuse(exchange, new Refused(503, "busy", "The chat has too much to do: try again in a second.", 1));
        } else {
            Place place = new Place(() -> {
                places.release();
                giveBack(address);
            });
            bearers.who(token, new Answer<>() {
                @Override
                public void succeeded(String user) {
                    begin(exchange, place, user);
                }

                @Override
                public void failed(HubError error) {
                    refuse(exchange, place, refused(error));
                }
            });
        }
    }

    private void giveBack(@Nullable String address) {
        if (address != null) {
            ofAddress.giveBack(address);
        }
    }

    private static Refused refused(HubError why) {
        return why.temporary()
                ? new Refused(503, "unavailable", "Nobody can be let in just now: try again in a moment.", 5)
                : new Refused(401, "not_signed_in", "This token is not taken (" + why.message() + "): get another.");
    }

    /// On a thread that may wait.
    private void begin(HttpExchange exchange, Place place, String user) {
        HttpRequest request = exchange.request();
        try {
            String room = parameter(request, "room");
            String name = parameter(request, "name");
            VoiceNote voice = voice(request);
            String length = request.headers().first("Content-Length");
            Upload upload = store.begin(user, room, length == null ? -1 : Long.parseLong(length.strip()));
            FileUpload body = new FileUpload(
                    exchange,
                    upload,
                    name.substring(Math.max(0, name.length() - NAME_LENGTH)),
                    voice,
                    "The file is too large: " + store.options().sizeLimit() + " bytes are the most.",
                    why -> response(request, why),
                    file -> exchange.respond(shared(
                            request,
                            HttpResponse.of(200, "application/json", FileUpload.json(file))
                                    .with("Cache-Control", "no-store"))),
                    place::giveBack);
            exchange.loop().execute(() -> {
                if (exchange.isOpen()) {
                    exchange.readPieces(store.options().sizeLimit(), (int) LONGEST.toMillis(), body);
                } else {
                    body.gone();
                }
            });
        } catch (FileException refused) {
            refuse(exchange, place, FileUpload.refused(refused));
        } catch (ChatException | IOException failed) {
            LOG.warn("a file could not be taken: {}", failed.getMessage());
            refuse(exchange, place, FileUpload.UNAVAILABLE);
        } catch (RuntimeException broken) {
            LOG.error("a file could not be taken", broken);
            refuse(
                    exchange,
                    place,
                    new Refused(500, "internal", "This should not have happened: the server's log says what has."));
        }
    }

    private static String parameter(HttpRequest request, String name) {
        String value = request.query(name);
        return value == null ? "" : value;
    }

    private static @Nullable VoiceNote voice(HttpRequest request) throws FileException {
        String duration = parameter(request, "duration");
        String waveform = parameter(request, "waveform");
        if (duration.isEmpty() && waveform.isEmpty()) {
            return null;
        }
        return VoiceNote.of(duration.matches("[0-9]{1,9}") ? Long.parseLong(duration) : 0, waveform);
    }

    // ---- giving

    private void give(HttpExchange exchange, String idAndName) {
        String method = exchange.request().method();
        int slash = idAndName.indexOf('/');
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.respond(HttpResponse.text(405, "Files can be had with GET and HEAD only.\n")
                    .with("Allow", "GET, HEAD"));
        } else if (slash < 0) {
            exchange.respond(FilePage.notFound());
        } else if (!reading.tryAcquire()) {
            exchange.respond(HttpResponse.text(503, "Too many files are being read: try again in a second.\n")
                    .with("Retry-After", "1"));
        } else {
            String id = idAndName.substring(0, slash);
            boolean small = idAndName.substring(slash + 1).equals(THUMBNAIL);
            Thread.ofVirtual().name("parley-file").start(() -> answer(exchange, id, small));
        }
    }

    /// On a thread that may wait.
    private void answer(HttpExchange exchange, String id, boolean small) {
        HttpResponse response;
        try {
            response = small ? pages.thumbnail(exchange.request(), id) : pages.file(exchange.request(), id);
        } catch (ChatException | IOException failed) {
            LOG.warn("a file could not be read: {}", failed.getMessage());
            response = HttpResponse.text(503, "Files can't be read just now: try again in a moment.\n")
                    .with("Retry-After", "5");
        } catch (RuntimeException broken) {
            LOG.error("a file could not be read", broken);
            response = HttpResponse.text(500, "This should not have happened: the server's log says what has.\n");
        } finally {
            reading.release();
        }
        HttpResponse made = response;
        exchange.loop().execute(() -> {
            if (exchange.isOpen()) {
                exchange.respond(made);
            }
        });
    }

    // ---- answers

    /// A place among the uploads, given back once.
    private record Place(Runnable release, AtomicBoolean taken) {
        Place(Runnable release) {
            this(release, new AtomicBoolean(true));
        }

        void giveBack() {
            if (taken.compareAndSet(true, false)) {
                release.run();
            }
        }
    }

    private static void refuse(HttpExchange exchange, Place place, Refused why) {
        place.giveBack();
        exchange.loop().execute(() -> {
            if (exchange.isOpen()) {
                refuse(exchange, why);
            }
        });
    }

    private static void refuse(HttpExchange exchange, Refused why) {
        exchange.respond(response(exchange.request(), why));
    }

    private static HttpResponse response(HttpRequest request, Refused why) {
        return shared(request, bare(why));
    }

    private static HttpResponse bare(Refused why) {
        HttpResponse response = HttpResponse.of(
                        why.status(), "application/json", why.json(0).toByteArray())
                .with("Cache-Control", "no-store");
        return why.retryAfter() > 0 ? response.with("Retry-After", Long.toString(why.retryAfter())) : response;
    }

    /// A page that may send may read the answer.
    private static HttpResponse shared(HttpRequest request, HttpResponse response) {
        String origin = request.headers().first(ORIGIN);
        return origin == null
                ? response
                : response.with("Access-Control-Allow-Origin", origin).with("Vary", ORIGIN);
    }
}
