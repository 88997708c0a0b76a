package dev.parley.chat;

import dev.parley.chat.Policy.Act;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.Limits;
import dev.parley.chat.storage.Member;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// Somebody types. Nothing is kept of it, and what comes too often is not told.
final class TypingCommand {

    private final Context context;
    private final TypingPace pace = new TypingPace();
    private final ReentrantLock pacing = new ReentrantLock();

    TypingCommand(Context context) {
        this.context = context;
    }

    void addTo(Chat chat) {
        chat.add("chat.typing", this::typing);
    }

    private Consumer<JsonGenerator> typing(Call call) throws Refusal, ChatException {
        String room = call.params().text("room", Limits.ID);
        Standing standing = context.standing(room, call.user(), Act.WRITE);
        Member member = standing.member();
        boolean silenced = member != null && member.muted(context.clock().instant());
        if (!silenced && mayTell(room, call.user())) {
            context.tells().room(room, "typing", json -> {
                json.writeStringProperty("user", call.user());
                json.writeStringProperty("name", call.me().name());
            });
        }
        return Command.NOTHING;
    }

    private boolean mayTell(String room, String user) {
        pacing.lock();
        try {
            return pace.mayTell(room, user, context.nanoTime().getAsLong() / 1_000_000);
        } finally {
            pacing.unlock();
        }
    }
}
