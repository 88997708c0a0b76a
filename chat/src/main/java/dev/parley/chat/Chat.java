package dev.parley.chat;

import dev.parley.chat.people.ChatSessions;
import dev.parley.chat.people.People;
import dev.parley.chat.people.Person;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Joined;
import dev.parley.chat.storage.Room;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Observer;
import dev.parley.hub.Payload;
import dev.parley.hub.Session;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/// The chat. It keeps everything in its storage, tells people by channels of the hub, and hears from them by RPC.
///
/// Any thread; nothing here blocks but [#start] and [#close]. What takes the storage is done on virtual threads ([Workers]).
public final class Chat implements AutoCloseable {

    /// What the names of its methods begin with.
    static final String PREFIX = "chat.";

    /// Whose doing it is when the configuration makes a room.
    private static final String SITE = "site";

    private static final Logger LOG = LoggerFactory.getLogger(Chat.class);

    private final boolean many;
    private final Context context;
    private final Passes passes;
    private final Workers workers = new Workers();
    private final UnderWay underWay = new UnderWay();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Map<String, Command> commands = new HashMap<>();

    /// Only starts what is due; past the end, nothing is.
    private final ScheduledThreadPoolExecutor clockwork = new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().name("parley-chat-clock").daemon(true).factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    private final Later later;
    private final Attendance attendance;
    private @Nullable Retention retention;

    /// @param storage stays the caller's to close, behind this
    /// @param random for what nobody may guess
    /// @param many whether other nodes have the same storage
    public Chat(
            ChatStorage storage,
            People persons,
            ChatSessions sessions,
            Delivery delivery,
            ChatOptions options,
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random,
            boolean many) {
        this.many = many;
        Views views = new Views(storage, persons);
        Memberships memberships = new Memberships(storage, delivery, nanoTime, many);
        Tells tells = new Tells(delivery);
        later = Later.virtual(clockwork);
        attendance = new Attendance(
                options.presenceGrace(), new HubPresence(delivery), persons, tells::passing, later, clock);
        context = new Context(
                storage,
                persons,
                views,
                attendance,
                memberships,
                tells,
                new Publisher(storage, views, delivery),
                new Acts(storage, new MembershipActs(storage, memberships, views, tells, clock), clock),
                options,
                clock,
                nanoTime,
                random);
        // a grace time may be an hour, and few timers see its end
        clockwork.setRemoveOnCancelPolicy(true);
        passes = new Passes(sessions, persons);
        persons.onRenamed(this::renamed);
        new RoomCommands(context).addTo(this);
        new MemberCommands(context).addTo(this);
        new MessageCommands(context).addTo(this);
        new ReadCommands(context).addTo(this);
        new TypingCommand(context).addTo(this);
        new ReportCommands(context).addTo(this);
        new SupportCommands(context).addTo(this);
    }

    /// Adds a method. Before [#start].
    ///
    /// @param method its whole name: `chat.send`
    public void add(String method, Command command) {
        if (!method.startsWith(PREFIX) || commands.put(method, command) != null) {
            throw new IllegalArgumentException("no name for a method of the chat, or one twice: " + method);
        }
    }

    /// What commands work with.
    public Context context() {
        return context;
    }

    /// Makes the rooms that are there from the start, and begins to publish. The hub is there by now. Blocks.
    public void start() throws ChatException {
        for (ChatOptions.FirstRoom first : context.options().rooms()) {
            if (context.storage().room(first.id()) == null) {
                make(first);
            }
        }
        context.publisher().start();
        context.acts().start();
        int days = context.options().retentionDays();
        retention = new Retention(
                context.storage(),
                room -> {
                    int own = RoomSettings.of(room).retentionDays();
                    return own > 0 ? own : days;
                },
                later,
                context.clock());
    }

    private void make(ChatOptions.FirstRoom first) throws ChatException {
        String settings = RoomSettings.NONE.withTopic(first.topic()).json();
        try {
            Room room = context.storage().createRoom(first.id(), first.name(), first.kind(), settings, SITE);
            context.storage().leave(room.id(), SITE);
        } catch (ChatException failed) {
            if (context.storage().room(first.id()) == null) {
                throw failed;
            } // else another node has just made it
        }
    }

    /// Sessions in a room were on a node that is gone, and this one saw to it. Any thread.
    public void lost(ChannelName channel, Collection<ClientInfo> sessions) {
        attendance.onLost(channel, sessions);
    }

    /// Hears from the hub who comes and goes.
    public Observer observer() {
        return new HubObserver(attendance, context.memberships());
    }

    /// Somebody is called otherwise: says so to all their devices, and to the rooms that they are in. Where there is too much
    /// to do it is left unsaid, and seen with the next message.
    private void renamed(Person person) {
        workers.run(() -> {
            context.tells().person(person.id(), "me", json -> {
                json.writeName("person");
                Write.person(json, person);
            });
            try {
                for (Joined joined : context.storage().joined(person.id())) {
                    context.tells()
                            .member(joined.room().id(), person, joined.member().role());
                }
            } catch (ChatException failed) {
                LOG.warn("the rooms of {} don't hear of the new name: {}", person.id(), failed.getMessage());
            }
        });
    }

    // ---- what is decided

    /// Somebody comes, or wants to stay, with a token of the chat's own.
    public void admit(String token, Answer<Grant.Session> answer) {
        boolean begun = workers.run(() -> {
            Passes.Read read;
            try {
                read = passes.read(token);
            } catch (ChatException failed) {
                LOG.warn("somebody can't come in just now: {}", failed.getMessage());
                answer.failed(ChatError.UNAVAILABLE.refusal().told());
                return;
            } catch (RuntimeException broken) {
                LOG.error("somebody can't come in, for something broke", broken);
                answer.failed(HubError.INTERNAL);
                return;
            }
            switch (read) {
                case Passes.Read.Granted(Grant.Session grant) -> answer.succeeded(grant);
                case Passes.Read.Refused(HubError error) -> answer.failed(error);
            }
        });
        if (!begun) {
            answer.failed(ChatError.BUSY.refusal().told());
        }
    }

    /// Adds to what a coming session is granted the channels that it hears. Where the storage doesn't answer the session comes
    /// without them, since it may be there for something else; `chat.overview` catches up.
    ///
    /// @param granted by others, whose say the chat's channels are not: a token or hook that names one names it in vain
    void arriving(ConnectRequest request, Grant.Session granted, Answer<Grant.Session> answer) {
        Grant.Session grant = withoutOurs(granted);
        if (!ChatChannels.canChat(grant.user())) {
            answer.succeeded(grant);
            return;
        }
        boolean begun = workers.run(() -> {
            Grant.Session full = grant;
            try {
                Claims.see(grant, context.persons());
                Map<ChannelName, Grant.Subscription> channels = new HashMap<>(grant.channels());
                channels.putAll(context.memberships().arrive(request.client(), grant.user()));
                full = grant.with(channels);
            } catch (ChatException | RuntimeException failed) {
                LOG.warn("user {} comes without the chat's channels: {}", grant.user(), failed.getMessage());
            }
            answer.succeeded(full);
        });
        if (!begun) {
            answer.failed(ChatError.BUSY.refusal().told());
        }
    }

    private static Grant.Session withoutOurs(Grant.Session granted) {
        Map<ChannelName, Grant.Subscription> theirs = new HashMap<>(granted.channels());
        return theirs.keySet().removeIf(ChatChannels::isChat) ? granted.with(theirs) : granted;
    }

    /// Whether an account was not signed out everywhere while its session was coming. Does not block.
    boolean mayStay(Session session) {
        return passes.mayStay(session.user(), session.credentials());
    }

    /// The hub sees a session, whose client knows nothing yet. On its loop.
    ///
    /// @param then on any thread, when it may be told
    void arrived(Session session, Session.Connected connected, Runnable then) {
        if (!ChatChannels.canChat(session.user())) {
            then.run();
            return;
        }
        Set<ChannelName> channels = Set.copyOf(connected.channels().keySet());
        context.memberships().arrived(session, channels);
        boolean begun = many
                && workers.run(() -> {
                    try {
                        if (!passes.isStillGood(session.user(), session.credentials())) {
                            session.disconnect(Disconnect.INVALID_TOKEN);
                        }
                        context.memberships().confirm(session, channels);
                    } catch (ChatException failed) {
                        LOG.warn("user {} has to come again: {}", session.user(), failed.getMessage());
                        session.disconnect(Disconnect.FORCE_RECONNECT);
                    } finally {
                        then.run();
                    }
                });
        if (many && !begun) {
            session.disconnect(Disconnect.FORCE_RECONNECT);
        }
        if (!begun) {
            then.run();
        }
    }

    /// Whether it is a method of the chat, known or not.
    static boolean isMethod(String method) {
        return method.startsWith(PREFIX);
    }

    /// Somebody calls a method.
    void call(Session session, String method, Payload data, Answer<Payload> answer) {
        Command command = commands.get(method);
        if (command == null) {
            answer.failed(HubError.METHOD_NOT_FOUND);
        } else if (!ChatChannels.canChat(session.user())) {
            answer.failed(ChatError.NOT_SIGNED_IN.refusal().told());
        } else {
            call(session, method, command, data, answer);
        }
    }

    private void call(Session session, String method, Command command, Payload data, Answer<Payload> answer) {
        String user = session.user().value();
        if (!underWay.begin(user)) {
            answer.failed(ChatError.BUSY
                    .refusal("You have " + UnderWay.MOST + " calls under way: wait for their answers.")
                    .told());
            return;
        }
        boolean begun = workers.run(() -> {
            try {
                run(session, method, command, data, answer);
            } finally {
                underWay.end(user);
            }
        });
        if (!begun) {
            underWay.end(user);
            answer.failed(ChatError.BUSY.refusal().told());
        }
    }

    private void run(Session session, String method, Command command, Payload data, Answer<Payload> answer) {
        Payload said;
        try {
            Person me = context.views().person(session.user().value());
            Consumer<JsonGenerator> fields = command.run(new Call(session, me, Params.read(data)));
            said = Json.object(fields);
        } catch (Refusal refused) {
            answer.failed(refused.told());
            return;
        } catch (ChatException failed) {
            answer.failed(told(method, failed));
            return;
        } catch (RuntimeException | Error broken) {
            LOG.error("{} has failed", method, broken);
            answer.failed(HubError.INTERNAL);
            return;
        }
        answer.succeeded(said);
    }

    private static HubError told(String method, ChatException failed) {
        ChatError error = switch (failed.reason()) {
            case NO_SUCH_ROOM -> ChatError.NO_SUCH_ROOM;
            case ROOM_EXISTS -> ChatError.ROOM_EXISTS;
            case NO_SUCH_MESSAGE, NO_SUCH_REPORT -> ChatError.NO_SUCH_MESSAGE;
            case EMPTY -> ChatError.EMPTY;
            case NO_SUCH_FILE -> ChatError.BAD_REQUEST;
            case DELETED -> ChatError.DELETED;
            case NOT_A_MEMBER -> ChatError.NOT_HERE;
            case MUTED -> ChatError.MUTED;
            case BANNED -> ChatError.BANNED;
            case TOO_MANY -> ChatError.TOO_MANY;
            case TAKEN -> ChatError.ALREADY_TAKEN;
            case UNUSABLE, UNAVAILABLE -> ChatError.UNAVAILABLE;
        };
        if (error == ChatError.UNAVAILABLE) {
            LOG.warn("{} has failed: {}", method, failed.getMessage());
        }
        return error.refusal().told();
    }

    /// Ends what is under way. Behind the hub's sessions, in front of the storage. Blocks.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        clockwork.shutdownNow();
        if (retention != null) {
            retention.close();
        }
        workers.close();
        context.acts().close();
        context.publisher().close();
    }
}
