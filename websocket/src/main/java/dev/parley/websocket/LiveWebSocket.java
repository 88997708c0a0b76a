package dev.parley.websocket;

import dev.parley.net.Loop;
import dev.parley.protocol.CloseCodes;
import dev.parley.protocol.Frames;
import dev.parley.protocol.MessageWriter;
import dev.parley.protocol.Opcode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The door of one connection, for any thread: what is called on the loop goes straight to the [Endpoint], everything
/// else hops there, in the order of the calls.
///
/// A server's is open from its first day. A client's has no endpoint while it connects (or connects again): what is sent
/// meanwhile waits in `waiting`. Off the loop, `outstanding` counts the bytes on their way, so that they are bounded as well.
final class LiveWebSocket implements WebSocket {

    private static final AtomicLong IDS = new AtomicLong();
    private static final VarHandle OUTSTANDING;

    static {
        try {
            OUTSTANDING = MethodHandles.lookup().findVarHandle(LiveWebSocket.class, "outstanding", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final long id;
    private final Loop loop;
    private final int outgoingLimit;
    private final WebSocketHandler handler;
    private final Room room = new Room(this);

    private volatile State state = State.CONNECTING;
    private volatile UpgradeRequest request;
    private volatile @Nullable String subprotocol;
    private volatile @Nullable Endpoint endpoint;

    @SuppressWarnings("unused") // by OUTSTANDING
    private volatile int outstanding;

    // On the loop only.
    private @Nullable ArrayDeque<Act> waiting;
    private @Nullable List<Group.Membership> memberships;
    private @Nullable Dialer dialer;

    // Guarded by itself: attributes are rare, and asked for from any thread.
    private @Nullable Map<Key<?>, Object> attributes;

    LiveWebSocket(Loop loop, UpgradeRequest request, WebSocketHandler handler, int outgoingLimit) {
        this.id = IDS.incrementAndGet();
        this.loop = loop;
        this.request = request;
        this.handler = handler;
        this.outgoingLimit = outgoingLimit;
    }

    // ---- what the endpoint and the client tell it, on the loop

    void opened(Endpoint endpoint, UpgradeRequest request, @Nullable String subprotocol) {
        this.endpoint = endpoint;
        this.request = request;
        this.subprotocol = subprotocol;
        state = State.OPEN;
    }

    /// Sends what has waited for the connection.
    void sendWaiting() {
        ArrayDeque<Act> held = waiting;
        waiting = null;
        while (held != null && !held.isEmpty()) {
            later(held.poll());
        }
    }

    void state(State state) {
        this.state = state;
        room.changed();
    }

    /// The connection is gone; a client's dialer may get another.
    void lost(int code) {
        endpoint = null;
        boolean again = dialer != null && dialer.wantsAgain(code);
        state = again ? State.CONNECTING : State.CLOSED;
        List<Group.Membership> left = memberships;
        memberships = null;
        if (left != null) {
            left.forEach(Group.Membership::leave);
        }
        if (!again) {
            waiting = null;
            OUTSTANDING.setVolatile(this, 0);
        }
        room.changed();
    }

    /// The handler has heard of the loss.
    void gone() {
        if (dialer != null) {
            dialer.afterLoss();
        }
    }

    /// A client's: who calls for it.
    void dialer(Dialer dialer) {
        this.dialer = dialer;
    }

    void joined(Group.Membership membership) {
        if (memberships == null) {
            memberships = new ArrayList<>(1);
        }
        memberships.add(membership);
    }

    void left(Group.Membership membership) {
        if (memberships != null) {
            memberships.remove(membership);
        }
    }

    @Nullable List<Group.Membership> memberships() {
        return memberships;
    }

    @Nullable Endpoint endpoint() {
        return endpoint;
    }

    WebSocketHandler handler() {
        return handler;
    }

    // ---- WebSocket

    @Override
    public long id() {
        return id;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public UpgradeRequest request() {
        return request;
    }

    @Override
    public @Nullable String subprotocol() {
        return subprotocol;
    }

    @Override
    public boolean send(String text) {
        return sendOwned(Opcode.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public boolean send(ByteBuffer data) {
        return sendLent(Opcode.BINARY, data);
    }

    @Override
    public boolean sendText(ByteBuffer utf8) {
        return sendLent(Opcode.TEXT, utf8);
    }

    private boolean sendLent(int opcode, ByteBuffer payload) {
        Endpoint open = endpoint;
        if (open != null && loop.inLoop()) {
            return open.message(opcode, payload);
        }
        return sendOwned(opcode, copyOf(payload));
    }

    static ByteBuffer copyOf(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        copy.put(0, bytes, bytes.position(), bytes.remaining());
        return copy;
    }

    private boolean sendOwned(int opcode, ByteBuffer payload) {
        Endpoint open = endpoint;
        if (open != null && loop.inLoop()) {
            return open.message(opcode, payload);
        }
        return hop(payload.remaining(), e -> e.message(opcode, payload));
    }

    @Override
    public boolean send(PreparedMessage message) {
        Endpoint open = endpoint;
        if (open != null && loop.inLoop()) {
            return open.prepared(message);
        }
        return hop(message.size(), e -> e.prepared(message));
    }

    @Override
    public boolean send(PreparedMessages messages) {
        Endpoint open = endpoint;
        if (open != null && loop.inLoop()) {
            return open.prepared(messages);
        }
        return hop((int) Math.min(messages.size(), Integer.MAX_VALUE), e -> e.prepared(messages));
    }

    /// What to do with the endpoint, now or once there is one.
    private interface Act {
        void on(Endpoint endpoint);
    }

    /// Takes a message to the endpoint: on the loop, and once there is one. Until then `outstanding` counts its bytes,
    /// and a head for each, so that empty ones are bounded too.
    private boolean hop(int payload, Act send) {
        int bytes = Math.min(payload, Integer.MAX_VALUE - Frames.MAX_HEAD) + Frames.MAX_HEAD;
        while (true) {
            State now = state;
            if (now == State.CLOSING || now == State.CLOSED) {
                return false;
            }
            boolean waits = now == State.OPEN && mayWait();
            if (take(bytes, waits)) {
                boolean patient = waits || now == State.CONNECTING;
                return onLoop(loop, () -> later(endpoint -> arrive(endpoint, send, bytes, patient)));
            }
            if (!waits) {
                if (now == State.OPEN) {
                    post(loop, this::overflow);
                }
                return false;
            }
            if (!room.await(bytes)) {
                return false;
            }
        }
    }

    private boolean take(int bytes, boolean waits) {
        int before;
        do {
            before = outstanding;
            if (!fits(before, bytes, waits)) {
                return false;
            }
        } while (!OUTSTANDING.compareAndSet(this, before, before + bytes));
        return true;
    }

    /// Whether a message of `bytes` may be taken from a thread that waits for room.
    boolean fits(int bytes) {
        return fits(outstanding, bytes, true);
    }

    /// Who waits for room counts what the connection holds, too; from others the connection refuses it itself.
    private boolean fits(int before, int bytes, boolean waits) {
        Endpoint open = endpoint;
        if (!waits || open == null) {
            return before == 0 || (long) before + bytes <= outgoingLimit;
        }
        return before + open.bufferedAmount() + bytes <= outgoingLimit || (before == 0 && open.hasRoom());
    }

    private void arrive(Endpoint endpoint, Act send, int bytes, boolean patient) {
        OUTSTANDING.getAndAdd(this, -bytes);
        if (patient) {
            endpoint.patiently(() -> send.on(endpoint));
        } else {
            send.on(endpoint);
        }
    }

    private void overflow() {
        Endpoint open = endpoint;
        if (open != null) {
            open.onOverflow(open.connection());
        }
    }

    private void later(Act act) {
        Endpoint open = endpoint;
        if (open != null) {
            act.on(open);
        } else if (state == State.CONNECTING) {
            if (waiting == null) {
                waiting = new ArrayDeque<>();
            }
            waiting.add(act);
        }
    }

    private void onLoop(Runnable task) {
        onLoop(loop, task);
    }

    /// Now when this is the loop, otherwise there; not at all once its network has stopped, and all connections with it.
    ///
    /// @return false when it has stopped
    static boolean onLoop(Loop loop, Runnable task) {
        if (loop.inLoop()) {
            task.run();
            return true;
        }
        return post(loop, task);
    }

    static boolean post(Loop loop, Runnable task) {
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException stopped) {
            return false;
        }
    }

    @Override
    public MessageStream streamText() {
        return new OutgoingStream(this, Opcode.TEXT);
    }

    @Override
    public MessageStream streamBinary() {
        return new OutgoingStream(this, Opcode.BINARY);
    }

    @Override
    public long bufferedAmount() {
        Endpoint open = endpoint;
        return (int) OUTSTANDING.getOpaque(this) + (open == null ? 0 : open.bufferedAmount());
    }

    @Override
    public boolean isWritable() {
        Endpoint open = endpoint;
        return open != null && open.isWritable();
    }

    @Override
    public void pause() {
        onLoop(() -> later(Endpoint::pause));
    }

    @Override
    public void resume() {
        onLoop(() -> later(Endpoint::resume));
    }

    @Override
    public void cork() {
        onLoop(() -> later(Endpoint::cork));
    }

    @Override
    public void uncork() {
        onLoop(() -> later(Endpoint::uncork));
    }

    @Override
    public void ping() {
        onLoop(() -> later(Endpoint::ping));
    }

    @Override
    public @Nullable Duration roundTrip() {
        Endpoint open = endpoint;
        long nanos = open == null ? 0 : open.roundTripNanos();
        return nanos == 0 ? null : Duration.ofNanos(nanos);
    }

    @Override
    public void close(int code, String reason) {
        CloseCodes.requireSendable(code);
        MessageWriter.closePayload(code, reason); // throws for a reason that is too long
        hearNoMore();
        onLoop(() -> {
            Endpoint open = endpoint;
            if (dialer != null) {
                dialer.closeRequested();
            }
            if (open != null) {
                open.close(code, reason);
            }
        });
    }

    @Override
    public void abort() {
        hearNoMore();
        onLoop(() -> {
            Endpoint open = endpoint;
            if (dialer != null) {
                dialer.closeRequested();
            }
            if (open != null) {
                open.abort();
            }
        });
    }

    private void hearNoMore() {
        if (handler instanceof VirtualThreadHandler virtual) {
            virtual.mute();
        }
    }

    @Override
    public synchronized <T> @Nullable T get(Key<T> key) {
        @SuppressWarnings("unchecked") // set() put a T under a Key<T>
        T value = attributes == null ? null : (T) attributes.get(key);
        return value;
    }

    @Override
    public synchronized <T> void set(Key<T> key, @Nullable T value) {
        if (attributes == null) {
            attributes = new IdentityHashMap<>(2);
        }
        if (value == null) {
            attributes.remove(key);
        } else {
            attributes.put(key, value);
        }
    }

    @Override
    public void execute(Runnable task) {
        Endpoint now = endpoint;
        post(loop, () -> run(task, now));
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        Endpoint now = endpoint;
        onLoop(() -> loop.schedule(Math.max(0, delay.toMillis()), () -> run(task, now)));
    }

    /// Unless the connection that it was for has gone.
    private void run(Runnable task, @Nullable Endpoint meant) {
        if (endpoint != meant || state == State.CLOSED) {
            return;
        }
        if (handler instanceof VirtualThreadHandler virtual) {
            virtual.run(this, task);
        } else if (meant != null) {
            meant.guarded(task);
        } else {
            guarded(task);
        }
    }

    /// Whether sends of the calling thread may wait for room: those of a client, and of a handler on its virtual thread.
    /// Others never wait, since they have more connections to care for than this one.
    boolean mayWait() {
        return (dialer != null || (handler instanceof VirtualThreadHandler virtual && virtual.isRunningHere()))
                && !Loop.onAnyLoop();
    }

    /// Whether the next message of a thread that waits for room may come, whatever its size. Any thread.
    boolean hasRoom() {
        Endpoint open = endpoint;
        return open != null && open.hasRoom();
    }

    /// On the loop: there may be room again.
    void roomChanged() {
        room.changed();
    }

    /// Runs the program's code while there is no endpoint to answer for it.
    void guarded(Runnable code) {
        try {
            code.run();
        } catch (RuntimeException thrown) {
            LoggerFactory.getLogger(WebSocket.class).error("the handler of {} threw", this, thrown);
        }
    }

    /// A handler on a virtual thread threw.
    void handlerThrew(Throwable thrown) {
        post(loop, () -> {
            Endpoint open = endpoint;
            if (open != null) {
                open.handlerThrew(thrown);
            } else {
                LoggerFactory.getLogger(WebSocket.class).error("the handler of {} threw", this, thrown);
            }
        });
    }

    @Override
    public String toString() {
        return "WebSocket " + id + " " + request.path() + " " + state;
    }
}
