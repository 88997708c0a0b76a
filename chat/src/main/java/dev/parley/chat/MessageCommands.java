package dev.parley.chat;

import dev.parley.chat.Policy.Act;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Draft;
import dev.parley.chat.storage.Limits;
import dev.parley.chat.storage.Member;
import dev.parley.chat.storage.Message;
import dev.parley.chat.storage.Sent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Sending messages and changing them.
final class MessageCommands {

    /// UTF-16 units of a text that is looked at at all.
    private static final int MOST = 4 * ChatOptions.MAX_TEXT_LIMIT;

    private static final int LOCKS = 64;

    private final Context context;
    private final ChatStorage storage;
    private final Rates rates;
    private final ReentrantLock[] slow = new ReentrantLock[LOCKS];

    MessageCommands(Context context) {
        this.context = context;
        this.storage = context.storage();
        rates = new Rates(context.options().rate(), context.options().burst());
        for (int i = 0; i < LOCKS; i++) {
            slow[i] = new ReentrantLock();
        }
    }

    void addTo(Chat chat) {
        chat.add("chat.send", this::send);
        chat.add("chat.edit", this::edit);
        chat.add("chat.delete", this::delete);
        chat.add("chat.react", this::react);
    }

    /// Once per author, room and `id`, however often it is called. A repetition is answered before anything can be refused
    /// that was not when it was sent.
    private Consumer<JsonGenerator> send(Call call) throws Refusal, ChatException {
        String room = call.params().text("room", Limits.ID);
        String id = call.params().text("id", Limits.ID);
        List<String> files = call.params().texts("files", Limits.FILES, Limits.ID);
        String text = text(call, !files.isEmpty());
        String reply = call.params().textOrNull("reply", Limits.ID);
        Standing standing = context.standing(room, call.user(), Act.READ);
        Message before = storage.sent(room, call.user(), id);
        if (before != null) {
            return answer(before, true);
        }
        standing.require(Act.WRITE);
        Rates.hurry(rates, call.user(), context.nanoTime().getAsLong());
        Draft draft = new Draft(room, call.user(), id, text, reply, mentions(call), files);
        Sent sent = isSlow(standing) ? sendSlowly(standing, draft) : storage.send(draft);
        context.publisher().wake();
        SupportCommands.said(context, standing.room(), sent.message().position());
        return answer(sent.message(), sent.repeated());
    }

    private static Consumer<JsonGenerator> answer(Message message, boolean repeated) {
        return json -> {
            json.writeStringProperty("id", message.id());
            json.writeNumberProperty("position", message.position());
            json.writeNumberProperty("time", message.time().toEpochMilli());
            json.writeBooleanProperty("repeated", repeated);
        };
    }

    /// @param orFiles whether there is something to see beside it
    private String text(Call call, boolean orFiles) throws Refusal {
        String text = call.params().textOrNull("text", MOST);
        if (orFiles && (text == null || !Visible.anyOf(text))) {
            return "";
        }
        if (text == null || !Visible.anyOf(text)) {
            throw ChatError.EMPTY.refusal();
        }
        int limit = context.options().textLimit();
        int excess = text.codePointCount(0, text.length()) - limit;
        if (excess > 0) {
            throw ChatError.TOO_LONG.refusal(
                    "Shorten it by " + excess + " characters: a message may have " + limit + ".");
        }
        return text;
    }

    private static Set<String> mentions(Call call) throws Refusal {
        return new HashSet<>(call.params().texts("mentions", Limits.MENTIONS, Limits.USER));
    }

    private static boolean isSlow(Standing standing) {
        return standing.settings().slowMode() > 0 && !standing.may(Act.HURRY);
    }

    /// One message of a person at a time, so that none passes while another is on its way.
    private Sent sendSlowly(Standing standing, Draft draft) throws Refusal, ChatException {
        ReentrantLock lock = slow[Math.floorMod(draft.author().hashCode(), slow.length)];
        lock.lock();
        try {
            goSlow(standing, draft.author());
            return storage.send(draft);
        } finally {
            lock.unlock();
        }
    }

    private void goSlow(Standing standing, String user) throws Refusal, ChatException {
        int seconds = standing.settings().slowMode();
        Instant last = storage.lastSent(standing.room().id(), user);
        if (last != null) {
            Duration left = Duration.between(context.clock().instant(), last.plusSeconds(seconds));
            if (left.isPositive()) {
                throw ChatError.TOO_FAST.refusal("This room is in slow mode: wait " + (left.toMillis() + 999) / 1000
                        + " s, then send it again.");
            }
        }
    }

    private Consumer<JsonGenerator> edit(Call call) throws Refusal, ChatException {
        Message message = context.message(call);
        Set<String> without = new HashSet<>(call.params().texts("without", Limits.FILES, Limits.ID));
        boolean filesStay = message.files().stream().anyMatch(file -> !without.contains(file.id()));
        String text = text(call, filesStay);
        Set<String> mentions = mentions(call);
        mayChange(call, message);
        Rates.hurry(rates, call.user(), context.nanoTime().getAsLong());
        Message edited = storage.edit(message.id(), text, mentions, without, call.user());
        context.publisher().forget(message.room());
        return changed(call, edited);
    }

    private Consumer<JsonGenerator> delete(Call call) throws Refusal, ChatException {
        Message message = context.message(call);
        if (!message.author().equals(call.user())) {
            context.standing(message.room(), call.user(), Act.EDIT_OTHERS);
        }
        Message deleted = storage.delete(message.id(), call.user());
        context.publisher().forget(message.room());
        if (!message.author().equals(call.user())) {
            ReportCommands.tellModerators(context, message.room());
        }
        return changed(call, deleted);
    }

    private Consumer<JsonGenerator> react(Call call) throws Refusal, ChatException {
        Message message = context.message(call);
        String reaction = call.params().text("reaction", Limits.REACTION);
        boolean on = call.params().flag("on");
        if (!Visible.anyOf(reaction)) {
            throw ChatError.EMPTY.refusal("React with something that can be seen.");
        }
        refuseMuted(context.standing(message.room(), call.user(), Act.REACT).member());
        Rates.hurry(rates, call.user(), context.nanoTime().getAsLong());
        Message reacted = storage.react(message.id(), call.user(), reaction, on);
        context.publisher().wake();
        context.tells().person(call.user(), "reacted", json -> {
            json.writeStringProperty("room", message.room());
            json.writeStringProperty("id", message.id());
            json.writeStringProperty("reaction", reaction);
            json.writeBooleanProperty("on", on);
        });
        return changed(call, reacted);
    }

    /// Their own words, unless they are to be silent; others' as a moderator.
    private void mayChange(Call call, Message message) throws Refusal, ChatException {
        boolean own = message.author().equals(call.user());
        Standing standing = context.standing(message.room(), call.user(), own ? Act.READ : Act.EDIT_OTHERS);
        if (own) {
            refuseMuted(standing.member());
        }
    }

    private void refuseMuted(@Nullable Member member) throws Refusal {
        if (member != null && member.muted(context.clock().instant())) {
            throw ChatError.MUTED.refusal();
        }
    }

    private Consumer<JsonGenerator> changed(Call call, Message message) throws ChatException {
        Views.Page page = context.views().page(List.of(message));
        return json -> {
            json.writeName("message");
            page.writeFirst(json, call.user());
        };
    }
}
