package dev.parley.cli.chat;

import dev.parley.cli.chat.Entrance.Visitor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// `parley chat`: talks in a terminal where there is one, and passes lines on where there is none.
public final class Chat {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final String NO_ROOM = "> ";
    private static final long PAUSE_MILLIS = 1_000;
    private static final long WRITING_MILLIS = 500;
    private static final long LAST_WORDS_MILLIS = 3_000;

    /// What was asked for.
    ///
    /// @param name empty for that of the last time
    /// @param token one of the site's own; empty for a guest
    /// @param follow whether a pipe says what is said
    /// @param patience how long a pipe waits for an acknowledgement
    public record Wish(Place place, String room, String name, String token, boolean follow, Duration patience) {}

    /// What is around it.
    ///
    /// @param interactive whether both input and output are a terminal
    /// @param coloured whether colours are wanted
    /// @param user how the system calls who has started this
    public record Around(
            InputStream in, PrintStream out, PrintStream err, boolean interactive, boolean coloured, String user) {}

    private final Wish wish;
    private final Around around;
    private final Memory memory;

    public Chat(Wish wish, Around around, Memory memory) {
        this.wish = wish;
        this.around = around;
        this.memory = memory;
    }

    /// Comes back at the end of the conversation.
    ///
    /// @return the exit code of the command
    public int run() {
        try (Entrance entrance = new Entrance(wish.place(), memory)) {
            return around.interactive() ? talk(entrance) : pass(entrance);
        } catch (Refused refused) {
            return fail(refused.sentence());
        } catch (IOException failed) {
            return fail(SafeText.line(String.valueOf(failed.getMessage())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private int fail(String sentence) {
        around.err().println("parley chat: " + sentence);
        return FAILED;
    }

    // In a terminal

    private int talk(Entrance entrance) throws IOException, InterruptedException {
        AtomicReference<@Nullable Conversation> started = new AtomicReference<>();
        Completion completion = new Completion(new Completion.Known() {
            @Override
            public List<String> names() {
                Conversation now = started.get();
                return now == null ? List.of() : now.names();
            }

            @Override
            public List<String> rooms() {
                Conversation now = started.get();
                return now == null ? List.of() : now.roomIds();
            }
        });
        Lines lines = new Lines(around.coloured(), ZoneId.systemDefault());
        int unsent;
        try (TerminalScreen screen = TerminalScreen.open(completion)) {
            Link.Tokens tokens = wish.token().isEmpty() ? introduced(entrance, screen, lines) : wish::token;
            if (tokens == null) {
                return DONE;
            }
            Conversation conversation = new Conversation(
                    wish.place(), tokens, wish.room(), screen, lines, Ids.secure(), InstantSource.system());
            started.set(conversation);
            screen.prompt(NO_ROOM);
            conversation.start();
            Thread watch = Thread.ofVirtual().start(() -> tellOfWriting(screen, conversation));
            boolean goesOn = true;
            while (goesOn) {
                String line = screen.read();
                goesOn = line != null && conversation.typed(line);
            }
            watch.interrupt();
            unsent = conversation.end(LAST_WORDS_MILLIS);
        }
        return unsent == 0 ? DONE : fail(unsent + (unsent == 1 ? " message was" : " messages were") + " not sent.");
    }

    /// Asks for a name until the server takes it. Null when there is none to be had.
    private Link.@Nullable Tokens introduced(Entrance entrance, TerminalScreen screen, Lines lines)
            throws Refused, InterruptedException {
        String name = wish.name();
        while (true) {
            try {
                Visitor visitor = entrance.visitor(name);
                if (visitor != null) {
                    return tokens(entrance, visitor);
                }
            } catch (Refused refused) {
                if (!refused.isOfTheName()) {
                    throw refused;
                }
                screen.print(lines.problem(refused.sentence()));
            }
            screen.prompt("Your name: ");
            String typed = screen.read();
            if (typed == null) {
                return null;
            }
            name = typed.strip();
        }
    }

    /// The token that is there, and then new ones.
    private static Link.Tokens tokens(Entrance entrance, Visitor visitor) {
        AtomicReference<@Nullable String> fresh = new AtomicReference<>(visitor.token());
        return () -> {
            String first = fresh.getAndSet(null);
            if (first != null) {
                return first;
            }
            Visitor again = entrance.visitor("");
            if (again == null) {
                throw new Refused("unknown", "The server doesn't know you any more.");
            }
            return again.token();
        };
    }

    private static void tellOfWriting(TerminalScreen screen, Conversation conversation) {
        String before = "";
        long told = 0;
        try {
            while (true) {
                Thread.sleep(WRITING_MILLIS);
                String now = screen.writing();
                boolean writes = !now.isBlank() && !now.startsWith("/") && !now.equals(before);
                if (writes && System.nanoTime() - told > 3_000_000_000L) {
                    conversation.writing();
                    told = System.nanoTime();
                }
                before = now;
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    // In a pipe

    private int pass(Entrance entrance) throws IOException, InterruptedException {
        Link.Tokens tokens = wish.token().isEmpty() ? tokens(entrance, patiently(entrance)) : wish::token;
        Pipe pipe =
                new Pipe(wish.place(), tokens, wish.room(), wish.follow(), wish.patience(), Ids.secure(), around.out());
        BufferedReader lines = new BufferedReader(new InputStreamReader(around.in(), StandardCharsets.UTF_8));
        String problem = pipe.run(lines).problem();
        return problem == null ? DONE : fail(problem);
    }

    /// Who nobody has asked for a name goes by the one that the system knows.
    private Visitor patiently(Entrance entrance) throws Refused, InterruptedException {
        long until = System.nanoTime() + wish.patience().toNanos();
        while (true) {
            try {
                Visitor visitor = entrance.visitor(wish.name());
                if (visitor == null) {
                    visitor = entrance.visitor(around.user());
                }
                if (visitor != null) {
                    return visitor;
                }
                throw new Refused("no_name", "Say who you are: --name NAME");
            } catch (Refused refused) {
                if (!refused.error().isEmpty() || System.nanoTime() > until) {
                    throw refused.isOfTheName()
                            ? new Refused(refused.error(), refused.sentence() + " Choose one with --name.")
                            : refused;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
