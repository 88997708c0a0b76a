package dev.parley.chat;

import dev.parley.chat.Policy.Act;
import dev.parley.chat.people.Person;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Limits;
import dev.parley.chat.storage.Member;
import dev.parley.chat.storage.Room;
import dev.parley.chat.storage.Talk;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// Visitors who ask for somebody, and operators who answer them. A talk is for its visitor and whoever has taken it: other
/// operators see of it, as long as nobody has, who waits and what they said last.
final class SupportCommands {

    /// Talks that an operator sees waiting.
    private static final int QUEUE = 200;

    /// Talks that one visitor may open, or an operator take: this many a second for long, and at once.
    private static final int RATE = 1;

    private static final int BURST = 10;

    private final Context context;
    private final ChatStorage storage;
    private final Rates rates = new Rates(RATE, BURST);

    SupportCommands(Context context) {
        this.context = context;
        this.storage = context.storage();
    }

    void addTo(Chat chat) {
        chat.add("chat.support", this::support);
        chat.add("chat.queue", this::queue);
        chat.add("chat.take", this::take);
        chat.add("chat.close", this::close);
    }

    private Consumer<JsonGenerator> support(Call call) throws Refusal, ChatException {
        if (!context.options().support()) {
            throw ChatError.NOT_ALLOWED.refusal("Nobody answers visitors here.");
        }
        Rates.hurry(rates, call.user(), context.nanoTime().getAsLong());
        context.memberships().requireRoom(call.user());
        String fresh = RoomIds.random(context.random());
        Talk talk = storage.openTalk(call.user(), fresh, Write.UNNAMED);
        context.memberships().joined(talk.room(), call.user());
        if (talk.room().equals(fresh)) {
            context.tellJoined(fresh, call.user());
        }
        return room(talk.room(), call.user());
    }

    private Consumer<JsonGenerator> room(String room, String user) throws Refusal, ChatException {
        Views.RoomView view = context.views().room(context.standing(room, user), user);
        Map<String, Person> people = context.views().people(view.with());
        return json -> {
            json.writeName("room");
            view.write(json);
            Write.people(json, people);
        };
    }

    private void requireOperator(String user) throws Refusal {
        if (!context.options().operators().contains(user)) {
            throw ChatError.NOT_ALLOWED.refusal("This is for those who answer visitors.");
        }
    }

    private Consumer<JsonGenerator> queue(Call call) throws Refusal, ChatException {
        requireOperator(call.user());
        List<Talk.Waiting> waiting = storage.waitingTalks(QUEUE);
        Map<String, Person> people = context.views()
                .people(waiting.stream().map(each -> each.talk().visitor()).toList());
        return json -> {
            json.writeName("talks");
            json.writeStartArray();
            for (Talk.Waiting each : waiting) {
                json.writeStartObject();
                json.writeStringProperty("room", each.talk().room());
                json.writeStringProperty("visitor", each.talk().visitor());
                json.writeNumberProperty("since", each.talk().opened().toEpochMilli());
                json.writeStringProperty("text", Write.excerpt(each.last().text()));
                json.writeEndObject();
            }
            json.writeEndArray();
            Write.people(json, people);
        };
    }

    private Consumer<JsonGenerator> take(Call call) throws Refusal, ChatException {
        requireOperator(call.user());
        String room = call.params().text("room", Limits.ID);
        Rates.hurry(rates, call.user(), context.nanoTime().getAsLong());
        Talk before = storage.talk(room);
        if (before != null && before.visitor().equals(call.user())) {
            throw ChatError.NOT_ALLOWED.refusal("This talk is your own: somebody else answers it.");
        }
        context.memberships().requireRoom(call.user());
        storage.take(room, call.user());
        context.memberships().joined(room, call.user());
        context.tells().member(room, call.me(), Member.Role.MODERATOR);
        context.tellJoined(room, call.user());
        tellQueue(context);
        return room(room, call.user());
    }

    private Consumer<JsonGenerator> close(Call call) throws Refusal, ChatException {
        String room = call.params().text("room", Limits.ID);
        context.standing(room, call.user(), Act.READ);
        if (storage.talk(room) == null) {
            throw ChatError.BAD_REQUEST.refusal("Only a visitor's talk can be closed; leave this one.");
        }
        end(context, room, call.user());
        return Command.NOTHING;
    }

    /// Ends a talk for everybody in it.
    static void end(Context context, String room, String by) throws ChatException {
        List<Member> members = context.storage().members(room, "", Limits.PAGE);
        context.memberships().leave(room, by, () -> context.storage().closeTalk(room, by));
        for (Member member : members) {
            context.memberships().agree(room, member.user());
            context.tells().left(room, member.user(), "closed");
        }
        tellQueue(context);
    }

    /// Something was said: the first words of a visitor put the talk into the queue.
    static void said(Context context, Room room, long position) throws ChatException {
        if (room.kind() == Room.Kind.SUPPORT && position == 1) {
            tellQueue(context);
        }
    }

    /// How many talks wait.
    private static void tellQueue(Context context) throws ChatException {
        int count = context.storage().waitingCount();
        for (String operator : context.options().operators()) {
            context.tells().person(operator, "queue", json -> json.writeNumberProperty("count", count));
        }
    }
}
