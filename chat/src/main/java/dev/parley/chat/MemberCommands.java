package dev.parley.chat;

import dev.parley.chat.Policy.Act;
import dev.parley.chat.people.Person;
import dev.parley.chat.storage.AuditEntry;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Limits;
import dev.parley.chat.storage.Member;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Who is in a room, and what moderators do with them. Everybody is told of that by [MembershipActs].
final class MemberCommands {

    /// A year.
    private static final int MINUTES = 525_600;

    private static final int NAMES = 32;

    /// Looks for people a second for long, and at once: as fast as one types.
    private static final int RATE = 5;

    private static final int BURST = 30;

    private final Context context;
    private final ChatStorage storage;
    private final Rates lookups = new Rates(RATE, BURST);

    MemberCommands(Context context) {
        this.context = context;
        this.storage = context.storage();
    }

    void addTo(Chat chat) {
        chat.add("chat.members", this::members);
        chat.add("chat.people", this::people);
        chat.add("chat.role", this::role);
        chat.add("chat.mute", this::mute);
        chat.add("chat.ban", this::ban);
        chat.add("chat.remove", this::remove);
        chat.add("chat.audit", this::audit);
    }

    private Consumer<JsonGenerator> members(Call call) throws Refusal, ChatException {
        String room = call.params().text("room", Limits.ID);
        String after = call.params().textOrNull("after", Limits.USER);
        int limit = (int) call.params().whole("limit", 100, 1, 200);
        List<Member> found =
                context.reading(room, call.user(), () -> storage.members(room, after == null ? "" : after, limit + 1));
        List<Member> page = found.subList(0, Math.min(limit, found.size()));
        Map<String, Person> people =
                context.views().people(page.stream().map(Member::user).toList());
        Set<String> here = context.presence().here(room, people.keySet());
        Instant now = context.clock().instant();
        return json -> {
            json.writeName("members");
            json.writeStartArray();
            for (Member member : page) {
                json.writeStartObject();
                json.writeStringProperty("user", member.user());
                json.writeStringProperty("role", member.role().name().toLowerCase(Locale.ROOT));
                json.writeBooleanProperty("here", here.contains(member.user()));
                Instant until = member.mutedUntil();
                if (until != null && member.muted(now)) {
                    json.writeNumberProperty("muted_until", until.toEpochMilli());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            Write.people(json, people);
            json.writeBooleanProperty("more", found.size() > limit);
        };
    }

    private Consumer<JsonGenerator> people(Call call) throws Refusal, ChatException {
        String prefix = call.params().text("prefix", NAMES);
        String room = call.params().textOrNull("room", Limits.ID);
        int limit = (int) call.params().whole("limit", 10, 1, 50);
        Rates.hurry(lookups, call.user(), context.nanoTime().getAsLong());
        List<Person> found = room == null
                ? anywhere(call.user(), prefix, limit)
                : context.reading(room, call.user(), () -> context.persons().named(prefix, room, limit));
        return json -> {
            json.writeName("people");
            json.writeStartArray();
            found.forEach(person -> Write.person(json, person));
            json.writeEndArray();
        };
    }

    /// People one shares a room with: the chat is no list of everybody, but for who looks after the site.
    private List<Person> anywhere(String user, String prefix, int limit) throws ChatException {
        boolean everybody = context.options().owners().contains(user)
                || context.options().operators().contains(user);
        return everybody
                ? context.persons().named(prefix, limit)
                : context.persons().namedNear(user, prefix, limit);
    }

    // ---- what moderators do

    /// Somebody who may do that, and somebody to whom they may.
    private record Both(Standing by, Standing to, Person person) {}

    private Both both(Call call, Act act) throws Refusal, ChatException {
        Standing by = context.standing(call.params().text("room", Limits.ID), call.user(), act);
        String user = call.params().text("user", Limits.USER);
        Standing to = context.standing(by.room(), user);
        boolean self = user.equals(call.user());
        if (act == Act.ROLE ? !self && !Policy.isAbove(by.rank(), to.rank()) : !Policy.isAbove(by.rank(), to.rank())) {
            throw ChatError.NOT_ALLOWED.refusal("You may do this only to people below your own role.");
        }
        Person person =
                to.member() == null ? context.known(user) : context.views().person(user);
        return new Both(by, to, person);
    }

    private static void requireJoined(Both both) throws Refusal {
        if (!both.to().joined()) {
            throw ChatError.NOT_HERE.refusal("This person is not in the room.");
        }
    }

    private Consumer<JsonGenerator> role(Call call) throws Refusal, ChatException {
        Member.Role role = switch (call.params().text("role", 16)) {
            case "owner" -> Member.Role.OWNER;
            case "moderator" -> Member.Role.MODERATOR;
            case "member" -> Member.Role.MEMBER;
            case "guest" -> Member.Role.GUEST;
            default -> throw ChatError.BAD_REQUEST.refusal("`role` is owner, moderator, member or guest.");
        };
        Both both = both(call, Act.ROLE);
        requireJoined(both);
        String room = both.by().room().id();
        storage.setRole(room, both.person().id(), role, call.user());
        context.acts().poke();
        return Command.NOTHING;
    }

    private @Nullable Instant until(Call call) throws Refusal {
        long minutes = call.params().whole("minutes", 0, MINUTES);
        return minutes == 0 ? null : context.clock().instant().plusSeconds(60 * minutes);
    }

    private Consumer<JsonGenerator> mute(Call call) throws Refusal, ChatException {
        Instant until = until(call);
        Both both = both(call, Act.MUTE);
        String room = both.by().room().id();
        storage.mute(room, both.person().id(), until, call.user());
        context.acts().poke();
        return Command.NOTHING;
    }

    private Consumer<JsonGenerator> ban(Call call) throws Refusal, ChatException {
        Instant until = until(call);
        Both both = both(call, Act.BAN);
        String room = both.by().room().id();
        String user = both.person().id();
        if (until == null) {
            storage.ban(room, user, null, call.user());
        } else {
            takeOut(both, () -> storage.ban(room, user, until, call.user()));
        }
        return Command.NOTHING;
    }

    private Consumer<JsonGenerator> remove(Call call) throws Refusal, ChatException {
        Both both = both(call, Act.REMOVE);
        requireJoined(both);
        String room = both.by().room().id();
        takeOut(both, () -> storage.remove(room, both.person().id(), call.user()));
        return Command.NOTHING;
    }

    private void takeOut(Both both, Memberships.Removal removal) throws ChatException {
        context.memberships().leave(both.by().room().id(), both.person().id(), removal);
        context.acts().poke();
    }

    private Consumer<JsonGenerator> audit(Call call) throws Refusal, ChatException {
        String room = call.params().text("room", Limits.ID);
        context.standing(room, call.user(), Act.AUDIT);
        long before = call.params().whole("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        int limit = (int) call.params().whole("limit", 50, 1, 100);
        List<AuditEntry> entries = storage.audit(room, before, limit);
        Set<String> users = new LinkedHashSet<>();
        for (AuditEntry entry : entries) {
            users.add(entry.by());
            if (!entry.subject().isEmpty()) {
                users.add(entry.subject());
            }
        }
        Map<String, Person> people = context.views().people(users);
        return json -> {
            json.writeName("entries");
            json.writeStartArray();
            for (AuditEntry entry : entries) {
                json.writeStartObject();
                json.writeNumberProperty("sequence", entry.sequence());
                json.writeNumberProperty("time", entry.time().toEpochMilli());
                json.writeStringProperty("by", entry.by());
                json.writeStringProperty("act", entry.act().name().toLowerCase(Locale.ROOT));
                json.writeStringProperty("user", entry.subject());
                json.writeStringProperty("detail", entry.detail());
                json.writeEndObject();
            }
            json.writeEndArray();
            Write.people(json, people);
        };
    }
}
