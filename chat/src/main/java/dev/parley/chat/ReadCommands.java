package dev.parley.chat;

import dev.parley.chat.Policy.Act;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Joined;
import dev.parley.chat.storage.Limits;
import dev.parley.chat.storage.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// Reading messages, and saying how far they were read.
final class ReadCommands {

    private static final int PAGE = 100;
    private static final int WORDS = 200;

    /// Searches a second for long, and at once.
    private static final int RATE = 2;

    private static final int BURST = 10;

    private final Context context;
    private final ChatStorage storage;
    private final Rates searches = new Rates(RATE, BURST);

    ReadCommands(Context context) {
        this.context = context;
        this.storage = context.storage();
    }

    void addTo(Chat chat) {
        chat.add("chat.before", this::before);
        chat.add("chat.after", this::after);
        chat.add("chat.around", this::around);
        chat.add("chat.search", this::search);
        chat.add("chat.read", this::read);
    }

    private Consumer<JsonGenerator> before(Call call) throws Refusal, ChatException {
        String room = call.params().text("room", Limits.ID);
        long position = call.params().whole("position", Long.MAX_VALUE, 0, Long.MAX_VALUE);
        int limit = limit(call);
        List<Message> found =
                context.reading(room, call.user(), () -> storage.before(room, position, limit + 1, call.user()));
        boolean more = found.size() > limit;
        return page(call, more ? found.subList(1, found.size()) : found, more);
    }

    private Consumer<JsonGenerator> after(Call call) throws Refusal, ChatException {
        String room = call.params().text("room", Limits.ID);
        long position = call.params().whole("position", 0, 0, Long.MAX_VALUE);
        int limit = limit(call);
        List<Message> found =
                context.reading(room, call.user(), () -> storage.after(room, position, limit + 1, call.user()));
        boolean more = found.size() > limit;
        return page(call, more ? found.subList(0, limit) : found, more);
    }

    /// The message there in the middle, if it is still there. `more` says whether there are older ones.
    private Consumer<JsonGenerator> around(Call call) throws Refusal, ChatException {
        String room = call.params().text("room", Limits.ID);
        long position = call.params().whole("position", 0, Long.MAX_VALUE - 1);
        int limit = limit(call);
        int older = limit / 2;
        boolean[] more = new boolean[1];
        List<Message> found = context.reading(room, call.user(), () -> {
            List<Message> all = new ArrayList<>(storage.before(room, position, older + 1, call.user()));
            more[0] = all.size() > older;
            if (more[0]) {
                all.removeFirst();
            }
            all.addAll(storage.after(room, Math.max(0, position - 1), limit - older, call.user()));
            return all;
        });
        return page(call, found, more[0]);
    }

    private static int limit(Call call) throws Refusal {
        return (int) call.params().whole("limit", 50, 1, PAGE);
    }

    private Consumer<JsonGenerator> page(Call call, List<Message> messages, boolean more) throws ChatException {
        Views.Page page = context.views().page(messages);
        return json -> {
            page.writeMessages(json, call.user());
            Write.people(json, page.people());
            json.writeBooleanProperty("more", more);
        };
    }

    /// The newest first.
    private Consumer<JsonGenerator> search(Call call) throws Refusal, ChatException {
        String words = call.params().text("words", WORDS);
        String room = call.params().textOrNull("room", Limits.ID);
        long before = call.params().whole("before", Long.MAX_VALUE, 0, Long.MAX_VALUE);
        int limit = limit(call);
        Rates.hurry(searches, call.user(), context.nanoTime().getAsLong());
        List<Message> found = room == null
                ? everywhere(call, words, limit)
                : context.reading(room, call.user(), () -> storage.search(room, words, before, limit, call.user()));
        Views.Page page = context.views().page(found);
        return json -> {
            json.writeName("messages");
            json.writeStartArray();
            for (Message message : found) {
                page.writeInRoom(json, message, call.user());
            }
            json.writeEndArray();
            Write.people(json, page.people());
        };
    }

    /// In all rooms that the caller is in, also when all was read.
    private List<Message> everywhere(Call call, String words, int limit) throws ChatException {
        List<Message> all = new ArrayList<>();
        for (Joined joined : storage.joined(call.user())) {
            all.addAll(storage.search(joined.room().id(), words, Long.MAX_VALUE, limit, call.user()));
        }
        List<String> still = storage.joined(call.user()).stream()
                .map(joined -> joined.room().id())
                .toList();
        return all.stream()
                .filter(message -> still.contains(message.room()))
                .sorted(Comparator.comparing(Message::time).reversed())
                .limit(limit)
                .toList();
    }

    private Consumer<JsonGenerator> read(Call call) throws Refusal, ChatException {
        String room = call.params().text("room", Limits.ID);
        long position = call.params().whole("position", 0, Long.MAX_VALUE);
        context.standing(room, call.user(), Act.READ);
        long mark = storage.markRead(room, call.user(), position);
        context.tells().person(call.user(), "read", json -> {
            json.writeStringProperty("room", room);
            json.writeNumberProperty("position", mark);
        });
        return json -> json.writeNumberProperty("position", mark);
    }
}
