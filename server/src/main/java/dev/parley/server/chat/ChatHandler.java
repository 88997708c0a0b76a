package dev.parley.server.chat;

import dev.parley.net.http.HttpResponse;
import dev.parley.server.config.ServerConfig;
import dev.parley.websocket.Admission;
import dev.parley.websocket.UpgradeRequest;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// `/chat/{room}?name=NAME`: checks what people say, and passes on what passes.
public final class ChatHandler implements WebSocketHandler, Admission, AutoCloseable {

    private static final WebSocket.Key<Talker> TALKER = WebSocket.Key.of("chat person");
    private static final int MAX_ESCAPED_BYTES = 12; // of a code point in JSON: \ud83d\ude00
    private static final int ENVELOPE_BYTES = 1024;

    private record Talker(ChatRooms.Person person, TokenBucket bucket) {}

    private final ServerConfig.Chat config;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final ChatRooms rooms;

    public ChatHandler(ServerConfig.Chat config, InstantSource clock, LongSupplier nanoTime) {
        this.config = config;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.rooms = new ChatRooms(config.roomLimit(), config.textLimit());
    }

    /// Bytes that a message may have so that every text within the limit fits, however it is escaped.
    public long messageSize() {
        return (long) config.textLimit() * MAX_ESCAPED_BYTES + ENVELOPE_BYTES;
    }

    @Override
    public void decide(UpgradeRequest request, Decision decision) {
        String room = request.parameter("room");
        String problem = ChatNames.roomProblem(room);
        if (problem == null) {
            problem = ChatNames.nameProblem(request.query("name"));
        }
        if (problem != null) {
            decision.refuse(HttpResponse.text(400, problem));
            return;
        }
        rooms.hasPlace(room, has -> {
            if (has) {
                decision.accept();
            } else {
                decision.refuse(
                        HttpResponse.text(503, "Too many rooms are in use; try again later, or join one that exists.")
                                .with("Retry-After", "60"));
            }
        });
    }

    @Override
    public void onOpen(WebSocket ws) {
        String name = ws.request().query("name");
        if (name == null) {
            throw new IllegalStateException("admitted without a name");
        }
        ChatRooms.Person person = new ChatRooms.Person(ws, ws.request().parameter("room"), ChatNames.normal(name));
        ws.set(TALKER, new Talker(person, new TokenBucket(config.rate(), config.burst(), nanoTime.getAsLong())));
        rooms.join(person);
    }

    @Override
    public void onText(WebSocket ws, ByteBuffer utf8) {
        Talker talker = ws.get(TALKER);
        if (talker == null) {
            return;
        }
        switch (Said.read(utf8)) {
            case Said.Nonsense nonsense -> refuse(ws, nonsense.id(), Reply.Code.BAD_MESSAGE, nonsense.problem());
            case Said.Message message -> consider(ws, talker, message);
        }
    }

    private void consider(WebSocket ws, Talker talker, Said.Message message) {
        String text = message.text();
        int length = text.codePointCount(0, text.length());
        if (!Visible.anyOf(text)) {
            refuse(ws, message.id(), Reply.Code.EMPTY, "Write something first.");
        } else if (length > config.textLimit()) {
            refuse(
                    ws,
                    message.id(),
                    Reply.Code.TOO_LONG,
                    "Shorten it by " + (length - config.textLimit()) + " characters: a message may have "
                            + config.textLimit() + ".");
        } else {
            long wait = talker.bucket().take(nanoTime.getAsLong());
            if (wait > 0) {
                refuse(
                        ws,
                        message.id(),
                        Reply.Code.TOO_FAST,
                        "Wait " + (wait + 999) / 1000 + " s, then send it again.");
                return;
            }
            ChatRooms.Person person = talker.person();
            rooms.say(
                    person,
                    new Heard.Message(message.id(), person.name, ws.id(), text, clock.millis()),
                    () -> refuse(
                            ws,
                            message.id(),
                            Reply.Code.TOO_FAST,
                            "The room is busy: wait a moment, then send it again."));
        }
    }

    @Override
    public void onBinary(WebSocket ws, ByteBuffer data) {
        refuse(ws, "", Reply.Code.BAD_MESSAGE, "Send text messages: this chat takes no binary ones.");
    }

    private static void refuse(WebSocket ws, String id, Reply.Code code, String message) {
        ws.sendText(new Reply.Refused(id, code, message).json());
    }

    @Override
    public void onClose(WebSocket ws, int code, String reason) {
        Talker talker = ws.get(TALKER);
        if (talker != null) {
            rooms.leave(talker.person());
        }
    }

    /// How many hear what this connection says, as far as is known here.
    public int audience(WebSocket ws) {
        Talker talker = ws.get(TALKER);
        return talker == null ? 0 : talker.person().company();
    }

    @Override
    public void close() {
        rooms.close();
    }
}
