package dev.parley.cli.chat;

import java.util.List;
import java.util.Locale;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/// What Tab offers: commands at the beginning of a line, rooms behind `/join`, names everywhere else.
final class Completion implements Completer {

    /// What can be named, as far as it is known at once.
    interface Known {

        List<String> names();

        List<String> rooms();
    }

    private final Known known;

    Completion(Known known) {
        this.known = known;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String word = line.word();
        for (String each : offers(line.line(), line.wordIndex(), word)) {
            candidates.add(TerminalScreen.candidate(each));
        }
    }

    /// @param index which word of the line it is, from 0
    List<String> offers(String line, int index, String word) {
        if (index == 0 && word.startsWith("/")) {
            return Typed.COMMANDS.stream().map(Typed.Command::name).toList();
        }
        if (line.startsWith("/join ")) {
            return known.rooms();
        }
        String typed = word.toLowerCase(Locale.ROOT);
        boolean mention = typed.startsWith("@");
        String start = mention ? typed.substring(1) : typed;
        return known.names().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(start))
                .map(name -> line.startsWith("/msg ") ? name : mention ? "@" + name : name)
                .toList();
    }
}
