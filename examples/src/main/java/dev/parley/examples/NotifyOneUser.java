package dev.parley.examples;

import dev.parley.net.Address;
import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.ListenOptions;
import dev.parley.websocket.CloseCode;
import dev.parley.websocket.Origins;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Any process tells one user something. The user's pages connect to `ws://localhost:8080/?user=tester01` and get bare
/// text. The process writes `{"user":"tester01","message":"test"}` and a newline to TCP 127.0.0.1:1234 and may leave at
/// once. Only a line that can't be used is answered, by a sentence: TCP resets a connection that is closed with answers
/// unread, and drops what was still on its way, so good lines stay unanswered.
///
/// A page is believed when it says who it is: put a login in front of this before it carries secrets.
public final class NotifyOneUser implements WebSocketHandler {

    /// The open pages of each user who has one.
    private final Map<String, Set<WebSocket>> pages = new ConcurrentHashMap<>();

    static void main(String[] args) throws IOException {
        Running app = start(args.length > 0 ? Integer.parseInt(args[0]) : 8080, 1234);
        IO.println("Pages at ws://localhost:" + app.pages().port() + "/?user=NAME, lines at " + app.lines());
    }

    static Running start(int port, int linePort) throws IOException {
        NotifyOneUser users = new NotifyOneUser();
        WebSocketServer server = WebSocketServer.builder()
                .port(port)
                .origins(Origins.ANY)
                .path("/", users)
                .start();
        try {
            Address here = new Address.Tcp("127.0.0.1", linePort);
            var lines = server.network().listen(here, ListenOptions.DEFAULT, () -> new Lines(users));
            return new Running(server, (Address.Tcp) lines.address());
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /// @param pages where pages connect; closing it stops its network, and so the listener for lines
    /// @param lines where lines are taken
    record Running(WebSocketServer pages, Address.Tcp lines) implements AutoCloseable {
        @Override
        public void close() {
            pages.close();
        }
    }

    @Override
    public void onOpen(WebSocket ws) {
        String user = user(ws);
        if (user.isEmpty()) {
            ws.close(CloseCode.POLICY_VIOLATION, "Say who you are: ?user=NAME");
            return;
        }
        pages.compute(user, (_, open) -> {
            Set<WebSocket> all = open != null ? open : ConcurrentHashMap.newKeySet();
            all.add(ws);
            return all;
        });
    }

    @Override
    public void onClose(WebSocket ws, int code, String reason) {
        pages.computeIfPresent(user(ws), (_, open) -> open.remove(ws) && open.isEmpty() ? null : open);
    }

    private static String user(WebSocket ws) {
        String user = ws.request().query("user");
        return user != null ? user : "";
    }

    void tell(String user, String message) {
        pages.getOrDefault(user, Set.of()).forEach(page -> page.send(message));
    }

    /// One process that writes lines.
    private static final class Lines implements ConnectionHandler {

        private static final int MAX_BYTES = 16 * 1024;
        private static final JsonFactory JSON = new JsonFactory();

        private final NotifyOneUser users;
        private final byte[] line = new byte[MAX_BYTES];
        private int length;
        private boolean tooLong;

        Lines(NotifyOneUser users) {
            this.users = users;
        }

        @Override
        public void onRead(Connection process, ByteBuffer in) {
            StringBuilder complaints = new StringBuilder();
            while (in.hasRemaining()) {
                byte b = in.get();
                if (b == '\n') {
                    complaints.append(take());
                    length = 0;
                    tooLong = false;
                } else if (length < MAX_BYTES) {
                    line[length++] = b;
                } else {
                    tooLong = true;
                }
            }
            complain(process, complaints.toString());
        }

        /// Takes what is there of a last line whose writer has left without ending it.
        @Override
        public void onEndOfInput(Connection process) {
            if (length > 0) {
                complain(process, take());
            }
            process.close();
        }

        private static void complain(Connection process, String complaints) {
            if (!complaints.isEmpty() && process.isWritable()) {
                process.write(StandardCharsets.UTF_8.encode(complaints));
            }
        }

        /// Passes the line on. Answers what is wrong with it, or nothing.
        private String take() {
            if (tooLong) {
                return "A line has at most " + MAX_BYTES + " bytes.\n";
            }
            Map<String, String> fields = new HashMap<>();
            try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line, 0, length)) {
                if (json.nextToken() == JsonToken.START_OBJECT) {
                    for (String name = json.nextName(); name != null; name = json.nextName()) {
                        String value = json.nextStringValue();
                        if (value != null) {
                            fields.put(name, value);
                        } else {
                            json.skipChildren();
                        }
                    }
                }
                String user = fields.get("user");
                String message = fields.get("message");
                if (user != null && message != null && json.nextToken() == null) {
                    users.tell(user, message);
                    return "";
                }
            } catch (JacksonException notJson) {
                // Answered as any other line that can't be used.
            }
            return "A line is a JSON object: {\"user\":\"NAME\",\"message\":\"TEXT\"}.\n";
        }
    }
}
