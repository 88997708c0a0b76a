package dev.parley.chat;

import dev.parley.chat.Policy.Act;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Limits;
import dev.parley.chat.storage.Message;
import dev.parley.chat.storage.Report;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// Asking moderators to look at a message, and what they make of it. What is reported in people's talks, where nobody
/// moderates, is seen by the owner's command line only.
final class ReportCommands {

    /// Reports that one person may make: this many a second for long, and at once.
    private static final int RATE = 1;

    private static final int BURST = 5;

    private final Context context;
    private final ChatStorage storage;
    private final Rates rates = new Rates(RATE, BURST);

    ReportCommands(Context context) {
        this.context = context;
        this.storage = context.storage();
    }

    void addTo(Chat chat) {
        chat.add("chat.report", this::report);
        chat.add("chat.reports", this::reports);
        chat.add("chat.resolve", this::resolve);
    }

    private Consumer<JsonGenerator> report(Call call) throws Refusal, ChatException {
        String reason = call.params().textOrNull("reason", Limits.REASON);
        Message message = context.message(call);
        Rates.hurry(rates, call.user(), context.nanoTime().getAsLong());
        storage.report(message.id(), call.user(), reason == null ? "" : reason.strip());
        tellModerators(context, message.room());
        return Command.NOTHING;
    }

    private Consumer<JsonGenerator> reports(Call call) throws Refusal, ChatException {
        String room = call.params().text("room", Limits.ID);
        long before = call.params().whole("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        int limit = (int) call.params().whole("limit", 50, 1, 100);
        context.standing(room, call.user(), Act.AUDIT);
        List<Report> found = storage.reports(room, before, limit + 1);
        List<Report> page = found.subList(0, Math.min(limit, found.size()));
        Set<String> reporters = new LinkedHashSet<>();
        page.forEach(report -> reporters.add(report.by()));
        Views.Page view =
                context.views().page(page.stream().map(Report::message).toList(), reporters);
        return json -> {
            json.writeName("reports");
            json.writeStartArray();
            for (Report report : page) {
                json.writeStartObject();
                json.writeNumberProperty("id", report.id());
                json.writeStringProperty("by", report.by());
                json.writeStringProperty("reason", report.reason());
                json.writeNumberProperty("time", report.time().toEpochMilli());
                json.writeName("message");
                view.writeInRoom(json, report.message(), call.user());
                json.writeEndObject();
            }
            json.writeEndArray();
            Write.people(json, view.people());
            json.writeBooleanProperty("more", found.size() > limit);
        };
    }

    private Consumer<JsonGenerator> resolve(Call call) throws Refusal, ChatException {
        long id = call.params().whole("report", 1, Long.MAX_VALUE);
        Report report = storage.report(id);
        if (report == null
                || !context.standing(report.message().room(), call.user()).may(Act.AUDIT)) {
            throw ChatError.NO_SUCH_MESSAGE.refusal("There is no such report.");
        }
        storage.resolve(id, call.user());
        tellModerators(context, report.message().room());
        return Command.NOTHING;
    }

    /// How many reports of a room wait.
    static void tellModerators(Context context, String room) throws ChatException {
        Set<String> told = new LinkedHashSet<>(context.storage().moderators(room));
        var there = context.storage().room(room);
        if (there == null
                || Policy.Form.of(there.kind(), RoomSettings.of(there)).isTalk()) {
            return;
        }
        told.addAll(context.options().owners());
        int count = context.storage().reportCount(room);
        for (String moderator : told) {
            context.tells().person(moderator, "report", json -> {
                json.writeStringProperty("room", room);
                json.writeNumberProperty("count", count);
            });
        }
    }
}
