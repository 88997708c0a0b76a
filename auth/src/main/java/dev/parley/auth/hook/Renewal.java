package dev.parley.auth.hook;

import dev.parley.hub.Answer;
import dev.parley.hub.HubError;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongFunction;

/// Asks whether something that lives may go on. A backend that restarts is waited for: an unanswered question is asked again
/// after half a second, then after twice that and so on up to 5 s, each time a little earlier or later by chance, so that
/// sessions don't all come back at once.
///
/// @param question as it is asked each time
/// @param granted what is granted until then, in seconds since 1970, when the backend stays away and the rules decide
/// @param patience how long it is asked again
record Renewal<T>(
        Hook hook,
        String question,
        Map<String, String> headers,
        Hook.Reader<T> reader,
        LongFunction<T> granted,
        Duration patience,
        Answer<T> answer) {

    static final Duration PATIENCE = Duration.ofSeconds(25);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /// What something gets whose backend stays away.
    private static final long GRANTED_SECONDS = 60;

    void ask() {
        ask(FIRST_PAUSE, hook.timing().nanos() + patience.toNanos());
    }

    private void ask(Duration pause, long until) {
        hook.ask(question, headers, reader, verdict -> {
            switch (verdict) {
                case Verdict.Allowed<T>(T value) -> answer.succeeded(value);
                case Verdict.Refused<T>(HubError why) -> answer.failed(why);
                case Verdict.Lied<T> _ -> answer.failed(HubError.INTERNAL);
                case Verdict.Unavailable<T> _ -> again(pause, until);
            }
        });
    }

    private void again(Duration pause, long until) {
        Timing timing = hook.timing();
        long nanos = (long) (pause.toNanos() * (0.75 + timing.chance() / 2));
        if (timing.nanos() + nanos - until > 0) {
            giveUp();
            return;
        }
        Duration doubled = pause.multipliedBy(2);
        Duration next = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        timing.after(Duration.ofNanos(nanos), () -> ask(next, until));
    }

    private void giveUp() {
        switch (hook.options().whenUnavailable()) {
            case DENY -> answer.failed(HubError.INTERNAL);
            case RULES -> answer.succeeded(granted.apply(hook.timing().seconds() + GRANTED_SECONDS));
        }
    }
}
