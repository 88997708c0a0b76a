package dev.parley.cli.chat;

import dev.parley.cli.chat.Link.State;
import dev.parley.cli.chat.Outbox.Letter;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The chat in a terminal: shows what is said in the room one is in, and does what is typed.
///
/// Everything happens on the session's desk but what says otherwise. Messages are shown in the order of their positions,
/// each once: where one is missing in between, because a connection was lost, it is fetched first.
final class Conversation implements Session.Listener {

    private static final int PAGE = 50;
    /// Shown messages that can be answered, changed or deleted by their numbers.
    private static final int REMEMBERED = 1_000;
    private static final long READ_MILLIS = 1_000;
    private static final long TICK_MILLIS = 500;

    private final Screen screen;
    private final Lines lines;
    private final Ids ids;
    private final InstantSource clock;
    private final Session session;
    private final Plain people = new Plain();
    private final Status status;
    private final Map<String, Room> rooms = new ConcurrentSkipListMap<>();
    private final Map<String, Long> elsewhere = new TreeMap<>();
    private final Map<String, String> here = new LinkedHashMap<>();
    private final TreeMap<Long, Message> shown = new TreeMap<>();
    private String me = "";
    private String room = "";
    private long first;
    private long last;
    private long read;

    Conversation(
            Place place, Link.Tokens tokens, String room, Screen screen, Lines lines, Ids ids, InstantSource clock) {
        this.screen = screen;
        this.lines = lines;
        this.ids = ids;
        this.clock = clock;
        status = new Status(clock);
        session = new Session(place, tokens, room, this);
    }

    void start() {
        session.desk().scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        session.desk().scheduleWithFixedDelay(this::markRead, READ_MILLIS, READ_MILLIS, TimeUnit.MILLISECONDS);
        session.start();
    }

    /// Does what a line says, on the desk, and comes back when that is done: a message is on its way then, not more.
    ///
    /// @return whether the conversation goes on
    boolean typed(String line) throws InterruptedException {
        Typed typed = Typed.of(line);
        if (typed instanceof Typed.Quit) {
            return false;
        }
        Future<?> done = session.desk().submit(() -> handle(typed));
        try {
            done.get();
        } catch (ExecutionException broken) {
            throw new IllegalStateException(broken.getCause());
        }
        return true;
    }

    /// Somebody writes, and hasn't sent it.
    void writing() {
        session.desk().execute(() -> {
            String current = room;
            if (session.isOpen() && !current.isEmpty()) {
                try {
                    session.call("typing", json -> json.writeStringProperty("room", current));
                } catch (CallFailed unimportant) {
                    status.quiet();
                }
            }
        });
    }

    /// Ends it. Waits a moment for what is still to be sent.
    ///
    /// @return how many messages the server hasn't acknowledged
    int end(long patienceMillis) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        int waiting = waiting();
        while (waiting > 0 && System.nanoTime() < until) {
            Thread.sleep(20);
            waiting = waiting();
        }
        try {
            session.desk().submit(this::markRead).get();
        } catch (ExecutionException broken) {
            // then it is unread when one comes back
        }
        session.close();
        return waiting;
    }

    private int waiting() throws InterruptedException {
        try {
            return session.desk().submit(session::waiting).get();
        } catch (ExecutionException broken) {
            throw new IllegalStateException(broken.getCause());
        }
    }

    /// What can be typed behind `/msg` and the like. Any thread, at once: whoever completes a line holds the terminal, for
    /// which the desk may be waiting.
    List<String> names() {
        return people.people().stream().map(Person::name).distinct().toList();
    }

    /// Ids of rooms that are known. Any thread, at once.
    List<String> roomIds() {
        return List.copyOf(rooms.keySet());
    }

    private void handle(Typed typed) {
        try {
            switch (typed) {
                case Typed.Nothing _, Typed.Quit _ -> {}
                case Typed.Say say -> say(room, say.text(), "");
                case Typed.Who _ -> who();
                case Typed.Whisper whisper -> whisper(whisper.toAndText());
                case Typed.Join join -> {
                    markRead(); // what was seen here is no news when one looks at it from there
                    session.enter(join.room());
                }
                case Typed.Leave _ -> leave();
                case Typed.ListRooms _ -> listRooms();
                case Typed.ListUnread _ -> listUnread();
                case Typed.More _ -> more();
                case Typed.Search search -> search(search.words());
                case Typed.Reply reply -> reply(reply);
                case Typed.Edit edit -> edit(edit);
                case Typed.Delete delete -> delete(delete);
                case Typed.Me _ -> note("You are " + people.name(me) + ".");
                case Typed.Help _ -> help();
                case Typed.Wrong wrong -> screen.print(lines.problem(wrong.problem()));
            }
        } catch (CallFailed failed) {
            screen.print(lines.problem(failed.sentence()));
        }
    }

    private void say(String to, String text, String reply) {
        if (to.isEmpty()) {
            screen.print(lines.problem("You are in no room: /join ROOM."));
        } else if (!session.send(new Letter(ids.next(), to, text, reply))) {
            screen.print(lines.problem("Too many messages wait to be sent: this one was not taken."));
        }
        showStatus();
    }

    private void who() throws CallFailed {
        String current = current();
        Fields answer = session.call("members", json -> {
            json.writeStringProperty("room", current);
            json.writeNumberProperty("limit", 200);
        });
        people.know(Person.all(answer.object("people")));
        TreeSet<String> present = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Fields member : answer.objects("members")) {
            if (member.is("here")) {
                String role = member.text("role");
                boolean plain = role.equals("member") || role.equals("guest") || role.isEmpty();
                present.add(people.name(member.text("user")) + (plain ? "" : " (" + SafeText.line(role) + ")"));
            }
        }
        here.keySet().forEach(id -> present.add(people.name(id)));
        note(present.isEmpty() ? "Nobody is here." : present.size() + " here: " + String.join(", ", present));
    }

    private void whisper(String toAndText) throws CallFailed {
        Recipient recipient = Recipient.of(
                toAndText, people.people().stream().map(Person::name).toList());
        if (recipient.text().isEmpty()) {
            screen.print(lines.problem("Type /msg NAME TEXT."));
            return;
        }
        Fields found = session.call("people", json -> json.writeStringProperty("prefix", recipient.name()));
        Person person = found.objects("people").stream()
                .map(Person::of)
                .filter(Objects::nonNull)
                .filter(each -> each.name().equalsIgnoreCase(recipient.name()))
                .findFirst()
                .orElse(null);
        if (person == null) {
            screen.print(lines.problem("Nobody is called " + SafeText.line(recipient.name()) + " here."));
            return;
        }
        Fields talk = session.call("talk", json -> {
            json.writeArrayPropertyStart("users");
            json.writeString(person.id());
            json.writeEndArray();
        });
        people.know(Person.all(talk.object("people")));
        people.know(person);
        Room opened = Room.of(talk.object("room"));
        if (opened != null) {
            rooms.put(opened.id(), opened);
            say(opened.id(), recipient.text(), "");
        }
    }

    private void leave() throws CallFailed {
        String current = current();
        session.call("leave", json -> json.writeStringProperty("room", current));
        rooms.remove(current);
        out("You have left " + title(current) + ".");
    }

    private void listRooms() throws CallFailed {
        Fields answer = session.call("rooms", json -> json.writeNumberProperty("limit", 100));
        for (Fields each : answer.objects("rooms")) {
            Room listed = Room.of(each);
            if (listed != null) {
                String name = listed.name().equals(listed.id()) ? "" : " " + listed.name();
                String topic = listed.topic().isEmpty() ? "" : " – " + listed.topic();
                note("#" + SafeText.line(listed.id()) + name + topic + " (" + each.number("here") + " here)");
            }
        }
        rooms.values().stream().filter(Room::isPrivate).forEach(talk -> note(title(talk.id())));
    }

    private void listUnread() throws CallFailed {
        Fields answer = session.call("overview", json -> {});
        boolean any = false;
        for (Room each : Room.all(answer)) {
            rooms.put(each.id(), each);
            if (each.unread() > 0 && !each.id().equals(room)) {
                any = true;
                note(each.unread() + " unread in " + title(each.id()));
            }
        }
        if (!any) {
            note("Nothing is unread.");
        }
    }

    private void more() throws CallFailed {
        String current = current();
        if (first <= 1) {
            note("That was the beginning.");
            return;
        }
        Fields answer = session.call("before", json -> {
            json.writeStringProperty("room", current);
            json.writeNumberProperty("position", first);
            json.writeNumberProperty("limit", PAGE);
        });
        people.know(Person.all(answer.object("people")));
        List<Message> older = Message.all(answer);
        note("What was said before:");
        older.forEach(this::print);
        first = older.isEmpty() ? 1 : older.getFirst().position();
        note("So far.");
    }

    private void search(String words) throws CallFailed {
        Fields answer = session.call("search", json -> {
            json.writeStringProperty("words", words);
            json.writeNumberProperty("limit", 20);
        });
        people.know(Person.all(answer.object("people")));
        List<Fields> found = answer.objects("messages");
        if (found.isEmpty()) {
            note("Nothing was found.");
        }
        for (Fields each : found.reversed()) {
            Message message = Message.of(each);
            if (message != null) {
                note("in " + title(each.text("room")) + ":");
                print(message);
            }
        }
    }

    private void reply(Typed.Reply reply) throws CallFailed {
        Message message = numbered(reply.position());
        if (message != null) {
            say(room, reply.text(), message.id());
        }
    }

    private void edit(Typed.Edit edit) throws CallFailed {
        Message message = edit.position() == 0 ? lastOfMine() : numbered(edit.position());
        if (message != null) {
            session.call("edit", json -> {
                json.writeStringProperty("message", message.id());
                json.writeStringProperty("text", edit.text());
            });
        }
    }

    private void delete(Typed.Delete delete) throws CallFailed {
        Message message = delete.position() == 0 ? lastOfMine() : numbered(delete.position());
        if (message != null) {
            session.call("delete", json -> json.writeStringProperty("message", message.id()));
        }
    }

    private @Nullable Message numbered(long position) throws CallFailed {
        String current = current();
        Message message = shown.get(position);
        if (message != null) {
            return message;
        }
        Fields answer = session.call("around", json -> {
            json.writeStringProperty("room", current);
            json.writeNumberProperty("position", position);
            json.writeNumberProperty("limit", 2);
        });
        for (Message each : Message.all(answer)) {
            if (each.position() == position) {
                return each;
            }
        }
        screen.print(lines.problem("There is no message #" + position + " here."));
        return null;
    }

    private @Nullable Message lastOfMine() {
        for (Message message : shown.descendingMap().values()) {
            if (message.author().equals(me) && !message.deleted()) {
                return message;
            }
        }
        screen.print(lines.problem("You have said nothing here yet."));
        return null;
    }

    private void help() {
        for (Typed.Command command : Typed.COMMANDS) {
            screen.print(lines.plain("%-34s%s".formatted(command.name() + " " + command.takes(), command.does())));
        }
        screen.print(lines.plain("%-34s%s".formatted("//TEXT", "says something that begins with a slash")));
    }

    @Override
    public void state(State state, String why) {
        boolean was = status.isOpen();
        status.state(state, why);
        if (state == State.OPEN) {
            learn();
        } else if (was || state == State.CLOSED) {
            note(
                    state == State.CLOSED
                            ? "The connection has ended: " + why + "."
                            : "The connection is lost. Trying again…");
        }
        showStatus();
    }

    private void learn() {
        try {
            Fields answer = session.call("overview", json -> {});
            Person self = Person.of(answer.object("me"));
            if (self != null) {
                me = self.id();
                people.know(self);
            }
            people.know(Person.all(answer.object("people")));
            Room.all(answer).forEach(each -> {
                rooms.put(each.id(), each);
                if (each.unread() > 0 && !each.id().equals(room)) {
                    elsewhere.put(each.id(), each.unread());
                }
            });
        } catch (CallFailed failed) {
            screen.print(lines.problem(failed.sentence()));
        }
    }

    @Override
    public void entered(String entered, Fields answer) {
        people.know(Person.all(answer.object("people")));
        Room now = Room.of(answer.object("room"));
        if (now != null) {
            rooms.put(entered, now);
        }
        here.clear();
        answer.texts("here").forEach(id -> here.put(id, id));
        elsewhere.remove(entered);
        List<Message> messages = Message.all(answer);
        if (!entered.equals(room)) {
            room = entered;
            shown.clear();
            first = messages.isEmpty() ? 1 : messages.getFirst().position();
            last = first - 1;
            read = 0;
            String topic = now == null || now.topic().isEmpty() ? "" : ": " + now.topic();
            note("You are in " + title(entered) + topic + ".");
        }
        enterView(title(entered), answer.number("here_count"));
        messages.forEach(this::show);
        showStatus();
    }

    @Override
    public void shutOut(String wanted, CallFailed why) {
        screen.print(lines.problem("#" + SafeText.line(wanted) + ": " + why.sentence()));
        if (wanted.equals(room)) {
            out("You are in no room now: /join ROOM.");
        } else if (!room.isEmpty()) {
            session.enter(room); // back to where one was
        }
    }

    @Override
    public void taken(Letter letter, Fields answer) {
        if (!letter.room().equals(room)) {
            note("to " + title(letter.room()) + ": " + SafeText.line(letter.text()));
        }
        showStatus();
    }

    @Override
    public boolean refused(Letter letter, CallFailed why) {
        screen.print(lines.problem("Not sent: " + SafeText.line(letter.text()) + " – " + why.sentence()));
        showStatus();
        return true;
    }

    @Override
    public void heard(String channel, Fields event) {
        if (channel.startsWith("chat:")) {
            heardInRoom(channel.substring("chat:".length()), event);
        } else {
            heardOfMe(event);
        }
        showStatus();
    }

    private void heardInRoom(String where, Fields event) {
        boolean inView = where.equals(room);
        switch (event.text("type")) {
            case "message" -> said(where, event);
            case "edited", "deleted" -> changed(inView, event);
            case "typing" -> {
                if (inView && !event.text("user").equals(me)) {
                    status.typing(SafeText.line(event.text("name")));
                }
            }
            case "presence" -> {
                if (inView) {
                    attended(event);
                }
            }
            default -> {}
        }
    }

    private void said(String where, Fields event) {
        Person person = Person.of(event.object("person"));
        Message message = Message.of(event.object("message"));
        if (person != null) {
            people.know(person);
        }
        if (message == null) {
            return;
        }
        status.said(people.name(message.author()));
        if (where.equals(room)) {
            show(message);
        } else if (!message.author().equals(me)) {
            elsewhere.merge(where, 1L, Long::sum);
            Room from = rooms.get(where);
            if (from != null && from.isPrivate()) {
                note("in " + title(where) + " (/join " + SafeText.line(where) + " to answer):");
                screen.print(lines.message(message, people::name, clock.millis()));
            }
        }
    }

    /// A message of the room in view: after those before it, and once.
    private void show(Message message) {
        if (message.position() <= last) {
            return;
        }
        if (message.position() > last + 1) {
            catchUp(message.position());
        }
        if (message.position() > last) {
            last = message.position();
            print(message);
        }
    }

    private void catchUp(long until) {
        String current = room;
        try {
            boolean more = true;
            while (more && last + 1 < until) {
                long from = last;
                Fields answer = session.call("after", json -> {
                    json.writeStringProperty("room", current);
                    json.writeNumberProperty("position", from);
                    json.writeNumberProperty("limit", 100);
                });
                people.know(Person.all(answer.object("people")));
                List<Message> missed = Message.all(answer);
                for (Message each : missed) {
                    if (each.position() > last && each.position() < until) {
                        last = each.position();
                        print(each);
                    }
                }
                more = !missed.isEmpty() && last > from;
            }
        } catch (CallFailed failed) {
            note("Something that was said meanwhile is missing here: " + failed.sentence());
        }
    }

    private void print(Message message) {
        shown.put(message.position(), message);
        if (shown.size() > REMEMBERED) {
            shown.pollFirstEntry();
        }
        screen.print(lines.message(message, people::name, clock.millis()));
    }

    private void changed(boolean inView, Fields event) {
        Message message = Message.of(event.object("message"));
        if (message != null && inView && shown.containsKey(message.position())) {
            print(message);
        }
    }

    private void attended(Fields event) {
        for (Fields each : event.objects("here")) {
            Person person = Person.of(each);
            if (person != null) {
                people.know(person);
                here.put(person.id(), person.id());
            }
        }
        event.texts("gone").forEach(here::remove);
        status.here(event.number("count"));
    }

    private void heardOfMe(Fields event) {
        switch (event.text("type")) {
            case "joined" -> {
                people.know(Person.all(event.object("people")));
                Room joined = Room.of(event.object("room"));
                if (joined != null) {
                    rooms.put(joined.id(), joined);
                }
            }
            case "left" -> {
                String where = event.text("room");
                String why = event.text("why");
                rooms.remove(where);
                if (where.equals(room) && !why.equals("left")) {
                    out("You are no longer in #" + SafeText.line(where) + " (" + SafeText.line(why) + ").");
                }
            }
            case "muted" ->
                note(
                        event.number("until") == 0
                                ? "You may write again in " + title(event.text("room")) + "."
                                : "A moderator has muted you in " + title(event.text("room")) + ".");
            default -> {}
        }
    }

    private void enterView(String title, long count) {
        status.room(title, count);
        screen.prompt(title + "> ");
    }

    /// In no room any more.
    private void out(String why) {
        room = "";
        session.exit();
        shown.clear();
        here.clear();
        enterView("", 0);
        note(why);
    }

    private String current() throws CallFailed {
        if (room.isEmpty()) {
            throw new CallFailed(false, "You are in no room: /join ROOM.");
        }
        return room;
    }

    /// `#lobby`, or the names of those in a private talk. Safe to print.
    private String title(String id) {
        Room known = rooms.get(id);
        if (known == null || !known.isPrivate()) {
            return "#" + SafeText.line(id);
        }
        List<String> others = known.with().stream()
                .filter(user -> !user.equals(me))
                .map(people::name)
                .toList();
        return others.isEmpty() ? known.name() : "@" + String.join(", ", others);
    }

    private void note(String text) {
        screen.print(lines.note(text));
    }

    private void tick() {
        showStatus();
    }

    private void showStatus() {
        long unread = elsewhere.values().stream().mapToLong(Long::longValue).sum();
        screen.status(status.line(session.waiting(), unread));
    }

    private void markRead() {
        if (room.isEmpty() || last <= read || !session.isOpen()) {
            return;
        }
        String current = room;
        long position = last;
        try {
            session.call("read", json -> {
                json.writeStringProperty("room", current);
                json.writeNumberProperty("position", position);
            });
            read = position;
        } catch (CallFailed failed) {
            read = failed.temporary() ? read : position;
        }
    }
}
