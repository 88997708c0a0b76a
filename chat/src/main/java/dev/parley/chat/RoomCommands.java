package dev.parley.chat;

import dev.parley.chat.Policy.Act;
import dev.parley.chat.people.Person;
import dev.parley.chat.people.PersonNames;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Joined;
import dev.parley.chat.storage.Limits;
import dev.parley.chat.storage.Member;
import dev.parley.chat.storage.Message;
import dev.parley.chat.storage.Room;
import dev.parley.chat.storage.Unread;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Finding, entering, making and changing rooms.
final class RoomCommands {

    /// Messages that one sees as one enters.
    private static final int FIRST_PAGE = 50;

    /// People of whom it is said that they are here.
    private static final int HERE = 200;

    /// Others in a new talk.
    private static final int TALKERS = 9;

    private static final int CODE = 64;

    /// What finds or makes something: this many a second for long, and at once.
    private static final int RATE = 2;

    private static final int BURST = 20;

    private final Context context;
    private final ChatStorage storage;
    private final Rates rates = new Rates(RATE, BURST);

    /// Comings into rooms, of which all who are there hear.
    private final Rates comings = new Rates(RATE, BURST);

    /// A room's settings are read and then written: one at a time.
    private final ReentrantLock settling = new ReentrantLock();

    RoomCommands(Context context) {
        this.context = context;
        this.storage = context.storage();
    }

    void addTo(Chat chat) {
        chat.add("chat.overview", this::overview);
        chat.add("chat.rooms", this::rooms);
        chat.add("chat.enter", this::enter);
        chat.add("chat.leave", this::leave);
        chat.add("chat.create", this::create);
        chat.add("chat.change", this::change);
        chat.add("chat.talk", this::talk);
        chat.add("chat.invite", this::invite);
        chat.add("chat.invite_link", this::inviteLink);
    }

    private Consumer<JsonGenerator> overview(Call call) throws ChatException {
        String user = call.user();
        List<Joined> joined = context.memberships().attend(call.session());
        Map<String, Unread> unread = new HashMap<>();
        for (Unread each : storage.unread(user)) {
            unread.put(each.room(), each);
        }
        Map<String, List<String>> companions = storage.companions(user);
        boolean owner = context.options().owners().contains(user);
        List<Views.RoomView> rooms = new ArrayList<>();
        Set<String> people = new LinkedHashSet<>();
        for (Joined each : joined) {
            Room room = each.room();
            Standing standing = new Standing(room, RoomSettings.of(room), each.member(), owner);
            List<String> with = standing.form().isTalk()
                    ? Views.with(standing, user, companions.getOrDefault(room.id(), List.of()))
                    : List.of();
            rooms.add(new Views.RoomView(standing, unread.get(room.id()), with));
            people.addAll(with);
        }
        Map<String, Person> known = context.views().people(people);
        boolean operator = context.options().operators().contains(user);
        long queue = operator ? storage.waitingCount() : 0;
        return json -> {
            json.writeName("me");
            Write.person(json, call.me());
            json.writeName("rooms");
            json.writeStartArray();
            rooms.forEach(room -> room.write(json));
            json.writeEndArray();
            Write.people(json, known);
            json.writeBooleanProperty("operator", operator);
            json.writeBooleanProperty("support", context.options().support());
            json.writeNumberProperty("queue", queue);
            json.writeBooleanProperty("may_create", mayCreate(call.me()));
            json.writeName("limits");
            json.writeStartObject();
            json.writeNumberProperty("text", context.options().textLimit());
            json.writeNumberProperty("name", PersonNames.LIMIT);
            json.writeNumberProperty("room_name", Limits.NAME);
            json.writeNumberProperty("files", Limits.FILES);
            json.writeNumberProperty("rooms", Memberships.MOST);
            json.writeEndObject();
        };
    }

    private Consumer<JsonGenerator> rooms(Call call) throws Refusal, ChatException {
        String after = call.params().textOrNull("after", Limits.ID);
        int limit = (int) call.params().whole("limit", 100, 1, 200);
        List<Room> found = storage.openRooms(after == null ? "" : after, limit + 1);
        List<Room> page = found.subList(0, Math.min(limit, found.size()));
        return json -> {
            json.writeName("rooms");
            json.writeStartArray();
            for (Room room : page) {
                json.writeStartObject();
                Write.room(json, room, RoomSettings.of(room));
                json.writeNumberProperty("here", context.presence().count(room.id()));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeBooleanProperty("more", found.size() > limit);
        };
    }

    // ---- entering and leaving

    private Consumer<JsonGenerator> enter(Call call) throws Refusal, ChatException {
        String id = call.params().text("room", Limits.ID);
        Room room = storage.room(id);
        if (room == null) {
            room = makeByEntering(call, id);
        }
        Standing standing = context.standing(room, call.user());
        if (!standing.joined()) {
            if (!isInvited(standing, call.params().textOrNull("code", CODE))) {
                standing.require(Act.ENTER);
            }
            Rates.hurry(comings, call.user(), context.nanoTime().getAsLong());
        }
        context.letIn(room, call.me(), Context.newcomer(call.me()));
        List<Message> messages =
                context.reading(id, call.user(), () -> storage.before(id, Long.MAX_VALUE, FIRST_PAGE, call.user()));
        Views.RoomView view = context.views().room(context.standing(id, call.user()), call.user());
        List<String> here = context.presence().here(id, HERE);
        Set<String> others = new LinkedHashSet<>(here);
        others.addAll(view.with());
        others.add(call.user());
        Views.Page page = context.views().page(messages, others);
        boolean more = !messages.isEmpty() && messages.getFirst().position() > 1;
        return json -> {
            json.writeName("room");
            view.write(json);
            page.writeMessages(json, call.user());
            Write.people(json, page.people());
            Write.texts(json, "here", here);
            json.writeNumberProperty("here_count", context.presence().count(id));
            json.writeBooleanProperty("more", more);
        };
    }

    private static boolean isInvited(Standing standing, @Nullable String code) {
        String known = standing.settings().code();
        return standing.room().kind() == Room.Kind.INVITATION
                && known != null
                && code != null
                && MessageDigest.isEqual(known.getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8));
    }

    private Room makeByEntering(Call call, String id) throws Refusal, ChatException {
        if (!RoomIds.isFree(id) || !mayCreate(call.me())) {
            throw ChatError.NO_SUCH_ROOM.refusal();
        }
        try {
            return make(call, id, id, Room.Kind.PUBLIC, RoomSettings.NONE);
        } catch (ChatException failed) {
            Room there = failed.reason() == ChatException.Reason.ROOM_EXISTS ? storage.room(id) : null;
            if (there == null) {
                throw failed;
            }
            return there;
        }
    }

    private Consumer<JsonGenerator> leave(Call call) throws Refusal, ChatException {
        String room = call.params().text("room", Limits.ID);
        Standing standing = context.standing(room, call.user());
        if (standing.room().kind() == Room.Kind.SUPPORT) {
            SupportCommands.end(context, room, call.user());
        } else if (standing.joined()) {
            context.memberships().leave(room, call.user(), () -> storage.leave(room, call.user()));
            context.tells().left(room, call.user(), "left");
            context.tells().member(room, call.me(), null);
        }
        return Command.NOTHING;
    }

    // ---- making and changing

    private boolean mayCreate(Person person) {
        return switch (context.options().creators()) {
                    case EVERYBODY -> true;
                    case MEMBERS -> person.kind() != Person.Kind.GUEST;
                    case OWNERS -> false;
                }
                || context.options().owners().contains(person.id());
    }

    private Consumer<JsonGenerator> create(Call call) throws Refusal, ChatException {
        if (!mayCreate(call.me())) {
            throw ChatError.NOT_ALLOWED.refusal("Rooms are not made by everybody here.");
        }
        String name = name(call.params().text("name", Limits.NAME));
        Room.Kind kind = kind(call.params().text("kind", 32));
        String topic = call.params().textOrNull("topic", RoomSettings.TOPIC);
        String chosen = call.params().textOrNull("id", Limits.ID);
        if (chosen != null && !RoomIds.isFree(chosen)) {
            throw ChatError.BAD_REQUEST.refusal(RoomIds.FORM);
        }
        String id = chosen == null ? RoomIds.random(context.random()).substring(1) : chosen;
        Room room = make(call, id, name, kind, RoomSettings.NONE.withTopic(topic == null ? "" : topic));
        Views.RoomView view = context.views().room(context.standing(room.id(), call.user()), call.user());
        return json -> {
            json.writeName("room");
            view.write(json);
        };
    }

    private Room make(Call call, String id, String name, Room.Kind kind, RoomSettings settings)
            throws Refusal, ChatException {
        hurry(call);
        if (storage.roomCount() >= context.options().roomLimit()) {
            throw ChatError.TOO_MANY_ROOMS.refusal("There are too many rooms: talk in one that exists.");
        }
        context.memberships().requireRoom(call.user());
        Room room = storage.createRoom(id, name, kind, settings.json(), call.user());
        context.memberships().joined(id, call.user());
        context.tellJoined(id, call.user());
        return room;
    }

    private void hurry(Call call) throws Refusal {
        Rates.hurry(rates, call.user(), context.nanoTime().getAsLong());
    }

    private static String name(String name) throws Refusal {
        if (!Visible.anyOf(name)) {
            throw ChatError.EMPTY.refusal("Give the room a name that can be seen.");
        }
        if (name.codePoints().anyMatch(c -> Character.isISOControl(c) || Visible.turnsDirection(c))) {
            throw ChatError.BAD_REQUEST.refusal("Leave control characters out of the room's name.");
        }
        return name.strip();
    }

    private static Room.Kind kind(String kind) throws Refusal {
        return switch (kind) {
            case "public" -> Room.Kind.PUBLIC;
            case "invitation" -> Room.Kind.INVITATION;
            case "announcement" -> Room.Kind.ANNOUNCEMENT;
            default -> throw ChatError.BAD_REQUEST.refusal("`kind` is public, invitation or announcement.");
        };
    }

    private Consumer<JsonGenerator> change(Call call) throws Refusal, ChatException {
        Params params = call.params();
        String id = params.text("room", Limits.ID);
        String name = params.has("name") ? name(params.text("name", Limits.NAME)) : null;
        String topic = params.textOrNull("topic", RoomSettings.TOPIC);
        long slowMode = params.whole("slow_mode", -1, 0, RoomSettings.SLOW_MODE);
        long retention = params.whole("retention_days", -1, 0, RoomSettings.RETENTION_DAYS);
        Room room;
        settling.lock();
        try {
            Standing standing = context.standing(id, call.user(), Act.CHANGE);
            RoomSettings settings = standing.settings();
            if (retention >= 0 && retention != settings.retentionDays()) {
                settings = standing.require(Act.RETAIN).settings().withRetentionDays((int) retention);
            }
            settings = topic == null ? settings : settings.withTopic(topic);
            settings = slowMode < 0 ? settings : settings.withSlowMode((int) slowMode);
            room = storage.changeRoom(id, name == null ? standing.room().name() : name, settings.json(), call.user());
        } finally {
            settling.unlock();
        }
        RoomSettings now = RoomSettings.of(room);
        context.tells().room(id, "room", json -> {
            json.writeName("room");
            json.writeStartObject();
            Write.room(json, room, now);
            json.writeNumberProperty("slow_mode", now.slowMode());
            json.writeNumberProperty("retention_days", now.retentionDays());
            json.writeEndObject();
        });
        Views.RoomView view = context.views().room(context.standing(id, call.user()), call.user());
        return json -> {
            json.writeName("room");
            view.write(json);
        };
    }

    // ---- talks and invitations

    private Consumer<JsonGenerator> talk(Call call) throws Refusal, ChatException {
        Set<String> users = new LinkedHashSet<>(call.params().texts("users", TALKERS, Limits.USER));
        users.remove(call.user());
        if (users.isEmpty()) {
            throw ChatError.BAD_REQUEST.refusal("`users` are the 1 to " + TALKERS + " people to talk to.");
        }
        List<Person> others = new ArrayList<>();
        for (String user : users) {
            others.add(context.known(user));
        }
        hurry(call);
        boolean two = others.size() == 1;
        String id = two ? RoomIds.pair(call.user(), others.getFirst().id()) : RoomIds.random(context.random());
        for (Person other : others) {
            context.memberships().requireRoomFor(id, other);
        }
        Room room = storage.room(id);
        if (room == null) {
            context.memberships().requireRoom(call.user());
            room = makeTalk(
                    call, id, two ? List.of(call.user(), others.getFirst().id()) : List.of());
        }
        context.letIn(room, call.me(), Member.Role.MEMBER);
        for (Person other : others) {
            context.letIn(room, other, Member.Role.MEMBER);
        }
        Views.RoomView view = context.views().room(context.standing(id, call.user()), call.user());
        Map<String, Person> people = context.views().people(view.with());
        return json -> {
            json.writeName("room");
            view.write(json);
            Write.people(json, people);
        };
    }

    private Room makeTalk(Call call, String id, List<String> pair) throws ChatException {
        String settings = new RoomSettings("", 0, 0, null, pair).json();
        try {
            Room room = storage.createRoom(id, Write.UNNAMED, Room.Kind.PRIVATE, settings, call.user());
            context.memberships().joined(id, call.user());
            context.tellJoined(id, call.user());
            return room;
        } catch (ChatException failed) {
            Room there = failed.reason() == ChatException.Reason.ROOM_EXISTS ? storage.room(id) : null;
            if (there == null) {
                throw failed;
            }
            return there;
        }
    }

    private Consumer<JsonGenerator> invite(Call call) throws Refusal, ChatException {
        String id = call.params().text("room", Limits.ID);
        Standing standing = context.standing(id, call.user(), Act.INVITE);
        Person person = context.known(call.params().text("user", Limits.USER));
        hurry(call);
        context.memberships().requireRoomFor(id, person);
        context.letIn(standing.room(), person, Context.newcomer(person));
        return Command.NOTHING;
    }

    private Consumer<JsonGenerator> inviteLink(Call call) throws Refusal, ChatException {
        String id = call.params().text("room", Limits.ID);
        boolean renew = call.params().has("renew") && call.params().flag("renew");
        hurry(call);
        settling.lock();
        try {
            Standing standing = context.standing(id, call.user(), Act.LINK);
            if (standing.room().kind() != Room.Kind.INVITATION) {
                throw ChatError.BAD_REQUEST.refusal("Everybody may come in here: there is no need of a code.");
            }
            String known = standing.settings().code();
            String code = known == null || renew ? code() : known;
            if (!code.equals(known)) {
                storage.changeRoom(
                        id,
                        standing.room().name(),
                        standing.settings().withCode(code).json(),
                        call.user());
            }
            return json -> json.writeStringProperty("code", code);
        } finally {
            settling.unlock();
        }
    }

    private String code() {
        byte[] bytes = new byte[16];
        context.random().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
