package dev.parley.cli.chat;

import java.io.IOException;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Status;
import org.jspecify.annotations.Nullable;

/// A terminal: what is said scrolls by above, one writes below, and the last line says how things stand.
final class TerminalScreen implements Screen, AutoCloseable {

    private static final int HISTORY = 500;

    private final Terminal terminal;
    private final Reader reader;
    private volatile String prompt = "";
    private final @Nullable Status status;
    private String shownStatus = "";

    private TerminalScreen(Terminal terminal, Completer completer) throws IOException {
        this.terminal = terminal;
        DefaultParser parser = new DefaultParser();
        parser.setEscapeChars(new char[0]); // a backslash is a backslash
        parser.setQuoteChars(new char[] {'"'});
        parser.setEofOnUnclosedQuote(false);
        reader = new Reader(terminal);
        reader.setParser(parser);
        reader.setCompleter(completer);
        reader.setVariable(LineReader.HISTORY_SIZE, HISTORY);
        reader.setVariable(LineReader.BELL_STYLE, "none");
        reader.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        reader.option(LineReader.Option.BRACKETED_PASTE, true);
        reader.option(LineReader.Option.ERASE_LINE_ON_FINISH, true); // what one says is shown when it is said
        reader.option(LineReader.Option.HISTORY_IGNORE_SPACE, false);
        // The prompt may change after `readLine` was called with it and before it looks at the input.
        reader.getWidgets().put(LineReader.CALLBACK_INIT, () -> {
            reader.setPrompt(prompt);
            return true;
        });
        status = Status.getStatus(terminal);
    }

    static TerminalScreen open(Completer completer) throws IOException {
        Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .provider("ffm")
                .dumb(true)
                .nativeSignals(true)
                .build();
        return new TerminalScreen(terminal, completer);
    }

    /// Waits for a line, behind the prompt that was last said.
    ///
    /// @return null when there are no more: the end of the input, or Ctrl-C in an empty line
    @Nullable String read() {
        while (true) {
            try {
                return reader.readLine(prompt);
            } catch (UserInterruptException interrupted) {
                if (interrupted.getPartialLine() == null
                        || interrupted.getPartialLine().isEmpty()) {
                    return null;
                }
            } catch (EndOfFileException end) {
                return null;
            }
        }
    }

    /// What is being written now; empty for nothing.
    String writing() {
        return reader.isReading() ? reader.getBuffer().toString() : "";
    }

    @Override
    public void print(AttributedString line) {
        reader.printAbove(line);
    }

    @Override
    public void prompt(String changed) {
        prompt = changed;
        reader.setPrompt(changed);
        try {
            reader.callWidget(LineReader.REDISPLAY);
        } catch (IllegalStateException notReading) {
            // The line to come begins with it.
        }
    }

    @Override
    public void status(String text) {
        Status line = status;
        if (line == null) {
            return;
        }
        reader.alone(() -> {
            if (!text.equals(shownStatus)) {
                shownStatus = text;
                line.update(List.of(new AttributedString(text)));
            }
        });
    }

    @Override
    public void close() throws IOException {
        if (status != null) {
            status.close();
        }
        terminal.close();
    }

    /// A word that can be chosen, with nothing behind it but a space.
    static Candidate candidate(String word) {
        return new Candidate(word, word, null, null, null, null, true);
    }

    /// Any thread may print, and JLine's reader writes one thing at a time; its [Status] looks after nobody.
    private static final class Reader extends LineReaderImpl {

        Reader(Terminal terminal) throws IOException {
            super(terminal, "parley");
        }

        /// Does this while the reader writes nothing.
        void alone(Runnable task) {
            lock.lock();
            try {
                task.run();
            } finally {
                lock.unlock();
            }
        }
    }
}
