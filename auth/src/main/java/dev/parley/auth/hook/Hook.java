package dev.parley.auth.hook;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A backend as it is asked one kind of thing, and what came of it. Any thread; never blocks.
final class Hook {

    /// Makes something of a result.
    interface Reader<T> {
        Verdict<T> read(Fields result) throws Lie;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Hook.class);

    private final HookKind kind;
    private final Backend backend;
    private final Timing timing;

    private final LongAdder asked = new LongAdder();
    private final LongAdder allowed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unavailable = new LongAdder();
    private final LongAdder waiting = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    Hook(HookKind kind, Backend backend, Timing timing) {
        this.kind = kind;
        this.backend = backend;
        this.timing = timing;
    }

    HookOptions options() {
        return backend.options;
    }

    Timing timing() {
        return timing;
    }

    /// @param then gets the verdict, once: at once when too many wait, or later on another thread
    <T> void ask(String question, Map<String, String> headers, Reader<T> reader, Consumer<Verdict<T>> then) {
        asked.increment();
        waiting.increment();
        boolean entered = backend.gate.enter(() -> {
            waiting.decrement();
            long begun = timing.nanos();
            backend.post(question, headers, heard -> {
                backend.gate.leave();
                nanos.add(timing.nanos() - begun);
                then.accept(counted(verdict(heard, reader)));
            });
        });
        if (!entered) {
            waiting.decrement();
            then.accept(
                    counted(unavailable("too many questions wait for it; is it too slow, or concurrency too low?")));
        }
    }

    private <T> Verdict<T> verdict(Backend.Heard heard, Reader<T> reader) {
        try {
            return switch (heard) {
                case Backend.Heard.Nothing(String reason) -> unavailable(reason);
                case Backend.Heard.Body(String text) ->
                    switch (Reply.of(text)) {
                        case Reply.None(String reason) -> unavailable(reason);
                        case Reply.Error(var error) -> new Verdict.Refused<>(error);
                        case Reply.Result(Fields result) -> reader.read(result);
                    };
            };
        } catch (Lie lie) {
            backend.warn(kind, lie.why);
            return new Verdict.Lied<>();
        } catch (RuntimeException bug) {
            LOG.error(
                    "an answer of hook {} to {} can't be understood", options().name(), kind, bug);
            return new Verdict.Lied<>();
        }
    }

    private <T> Verdict<T> unavailable(String reason) {
        backend.warn(kind, reason);
        return new Verdict.Unavailable<>();
    }

    private <T> Verdict<T> counted(Verdict<T> verdict) {
        switch (verdict) {
            case Verdict.Allowed<T> _ -> allowed.increment();
            case Verdict.Refused<T> _ -> refused.increment();
            case Verdict.Unavailable<T> _, Verdict.Lied<T> _ -> unavailable.increment();
        }
        return verdict;
    }

    HookFigures figures() {
        return new HookFigures(
                options().name(),
                kind,
                asked.sum(),
                allowed.sum(),
                refused.sum(),
                unavailable.sum(),
                Math.max(0, waiting.sum()),
                nanos.sum());
    }
}
