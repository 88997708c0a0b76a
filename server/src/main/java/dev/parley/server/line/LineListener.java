package dev.parley.server.line;

import dev.parley.hub.Hub;
import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.ListenOptions;
import dev.parley.net.Listener;
import dev.parley.net.Network;
import dev.parley.net.NetworkException;
import dev.parley.net.Timer;
import dev.parley.server.api.ApiKey;
import dev.parley.server.config.BackendConfig;
import dev.parley.server.push.Pushes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One script that pushes: each line is one JSON object, and is answered by one line, in their order. What it has sent counts,
/// also when it leaves at once. On its connection's loop only.
///
/// | member | |
/// | --- | --- |
/// | `key` | a key of the API, or that of the listener |
/// | `user`, `channel` or `all: true` | whom it is for |
/// | `data` or `message` | JSON, or a string that is delivered bare |
/// | `keep`, `idempotency_key`, `tags` | as in the API |
public final class LineListener implements ConnectionHandler {

    /// Bytes of a line.
    private static final int LINE_LIMIT = 64 * 1024;

    /// Lines of one connection that are not answered; past it the connection is not read from.
    private static final int UNANSWERED = 1_000;

    private static final long IDLE_MILLIS = 60_000;

    /// The place of one line's answer, in the order of the lines.
    private static final class Slot {
        byte @Nullable [] reply;
    }

    private final LinePush push;
    private byte[] line = new byte[512];
    private int length;
    private final ArrayDeque<Slot> unanswered = new ArrayDeque<>();
    private boolean paused;
    private boolean over;
    private @Nullable Timer idle;

    private LineListener(LinePush push) {
        this.push = push;
    }

    /// Listens.
    ///
    /// @param keys those of the API
    /// @throws NetworkException when the address can't be listened on; the message says what to do
    public static Listener listen(
            Network network, BackendConfig.Line line, Hub hub, Pushes pushes, List<ApiKey> keys, LineFigures figures)
            throws NetworkException {
        LinePush push = new LinePush(hub, pushes, line.key(), keys, figures);
        return network.listen(line.address(), ListenOptions.DEFAULT, () -> new LineListener(push));
    }

    @Override
    public void onOpen(Connection connection) {
        wait(connection);
    }

    private void wait(Connection connection) {
        Timer before = idle;
        if (before != null) {
            before.cancel();
        }
        idle = connection.loop().schedule(IDLE_MILLIS, connection::close);
    }

    @Override
    public void onRead(Connection connection, ByteBuffer in) {
        if (over) {
            in.position(in.limit());
            return;
        }
        wait(connection);
        while (in.hasRemaining()) {
            if (over) {
                in.position(in.limit());
                return;
            }
            byte next = in.get();
            if (next == '\n') {
                take(connection);
            } else if (length == LINE_LIMIT) {
                over = true;
                in.position(in.limit());
                Slot slot = new Slot();
                unanswered.add(slot);
                answered(connection, slot, push.refused("a line has at most " + LINE_LIMIT + " bytes"));
            } else {
                if (length == line.length) {
                    line = Arrays.copyOf(line, Math.min(LINE_LIMIT, length * 2));
                }
                line[length++] = next;
            }
        }
    }

    /// What stands behind the last line break is a line too.
    @Override
    public void onEndOfInput(Connection connection) {
        if (!over && length > 0) {
            take(connection);
        }
        over = true;
        if (unanswered.isEmpty()) {
            connection.close();
        }
    }

    private void take(Connection connection) {
        String text = new String(line, 0, length, StandardCharsets.UTF_8).strip();
        length = 0;
        if (text.isEmpty()) {
            return;
        }
        Slot slot = new Slot();
        unanswered.add(slot);
        if (text.charAt(0) != '{') {
            // whoever speaks something else, such as a page that posts here, is not listened to any longer
            over = true;
            answered(connection, slot, push.refused("each line is one JSON object; this is not HTTP"));
            return;
        }
        if (unanswered.size() == UNANSWERED) {
            paused = true;
            connection.pauseReading();
        }
        push.push(text.getBytes(StandardCharsets.UTF_8), reply -> {
            if (connection.loop().inLoop()) {
                answered(connection, slot, reply);
            } else {
                connection.loop().execute(() -> answered(connection, slot, reply));
            }
        });
    }

    private void answered(Connection connection, Slot slot, byte[] reply) {
        slot.reply = reply;
        for (Slot first = unanswered.peek(); first != null && first.reply != null; first = unanswered.peek()) {
            say(connection, first.reply);
            unanswered.remove();
        }
        if (paused && unanswered.size() < UNANSWERED / 2) {
            paused = false;
            connection.resumeReading();
        }
        if (over && unanswered.isEmpty()) {
            connection.close();
        }
    }

    private static void say(Connection connection, byte[] json) {
        byte[] bytes = Arrays.copyOf(json, json.length + 1);
        bytes[json.length] = '\n';
        connection.write(ByteBuffer.wrap(bytes));
    }

    /// What it has sent is answered before.
    @Override
    public void onGoodbye(Connection connection) {
        over = true;
        if (unanswered.isEmpty()) {
            connection.close();
        }
    }

    @Override
    public void onClosed(Connection connection, @Nullable Throwable cause) {
        over = true;
        Timer waiting = idle;
        if (waiting != null) {
            waiting.cancel();
        }
    }
}
