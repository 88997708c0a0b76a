package dev.parley.server.drain;

import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpResponse;
import dev.parley.websocket.Admission;
import java.util.function.BooleanSupplier;

/// Whether this node takes clients, as `/readyz` says to whoever sends them. Any thread.
///
/// It is a matter of its own whether the process lives (`/healthz`): a node that is not ready is to be left alone, not killed.
public final class Readiness {

    public static final String PATH = "/readyz";

    private static final String READY = "ready";
    private static final String AWAY = "redis is away";

    /// What has to do with this node alone.
    private enum Stage {
        STARTING,
        SERVING,
        /// It says that it drains, and still takes who comes.
        DRAINING,
        /// It takes nobody.
        CLOSED
    }

    private final BooleanSupplier redisIsThere;
    private volatile Stage stage = Stage.STARTING;

    /// @param redisIsThere whether what nodes share can be reached; true where nothing is shared. Must not block
    public Readiness(BooleanSupplier redisIsThere) {
        this.redisIsThere = redisIsThere;
    }

    /// It has begun to listen, or goes on after it has been drained.
    public void serving() {
        stage = Stage.SERVING;
    }

    void draining() {
        stage = Stage.DRAINING;
    }

    void closed() {
        stage = Stage.CLOSED;
    }

    /// Whether new clients are let in.
    public boolean takesClients() {
        return stage != Stage.CLOSED;
    }

    /// `ready`, `starting`, `draining` or `redis is away`.
    public String word() {
        return switch (stage) {
            case STARTING -> "starting";
            case DRAINING, CLOSED -> "draining";
            case SERVING -> redisIsThere.getAsBoolean() ? READY : AWAY;
        };
    }

    /// Answers [#PATH] with the word and what it means.
    public void handle(HttpExchange exchange) {
        String word = word();
        HttpResponse response = word.equals(READY)
                ? HttpResponse.text(200, READY + "\n")
                : HttpResponse.text(503, word + ": " + meaning(word) + "\n");
        exchange.respond(response.with("Cache-Control", "no-store"));
    }

    private static String meaning(String word) {
        return switch (word) {
            case AWAY -> "clients that are here stay; nobody can come in and nothing be published until it is back.";
            case "draining" -> "its clients are being sent to other nodes.";
            default -> "it has not begun to take clients.";
        };
    }

    /// Lets in whom `admission` lets in, as long as clients are taken.
    public Admission whileOpen(Admission admission) {
        return (request, decision) -> {
            if (takesClients()) {
                admission.decide(request, decision);
            } else {
                decision.refuse(HttpResponse.text(503, "This node is being drained: connect again, to another one.\n")
                        .with("Retry-After", "1"));
            }
        };
    }
}
