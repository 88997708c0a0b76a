package dev.parley.cli.chat;

import java.util.List;

/// What somebody typed, understood.
///
/// A line that begins with a slash is a command; two slashes say something that begins with one.
sealed interface Typed {

    /// Every command with what it takes and does, in the order of `/help`.
    List<Command> COMMANDS = List.of(
            new Command("/who", "", "who is here"),
            new Command("/msg", "NAME TEXT", "writes to one person alone"),
            new Command("/join", "ROOM", "goes to another room"),
            new Command("/leave", "", "leaves this room for good"),
            new Command("/rooms", "", "lists the rooms"),
            new Command("/unread", "", "where something is unread"),
            new Command("/more", "", "shows what was said before"),
            new Command("/search", "WORDS", "finds messages"),
            new Command("/reply", "NUMBER TEXT", "answers a message"),
            new Command("/edit", "[NUMBER] TEXT", "changes a message of yours, the last one without a number"),
            new Command("/delete", "[NUMBER]", "takes it back"),
            new Command("/me", "", "who you are here"),
            new Command("/help", "", "shows this"),
            new Command("/quit", "", "ends the chat, as Ctrl-D does"));

    /// @param takes what stands behind it; empty for nothing
    record Command(String name, String takes, String does) {}

    record Nothing() implements Typed {}

    record Say(String text) implements Typed {}

    record Who() implements Typed {}

    /// @param toAndText a name, and what to say to it: only who knows the names can tell where one ends
    record Whisper(String toAndText) implements Typed {}

    record Join(String room) implements Typed {}

    record Leave() implements Typed {}

    record ListRooms() implements Typed {}

    record ListUnread() implements Typed {}

    record More() implements Typed {}

    record Search(String words) implements Typed {}

    record Reply(long position, String text) implements Typed {}

    /// @param position 0 for the last one
    record Edit(long position, String text) implements Typed {}

    /// @param position 0 for the last one
    record Delete(long position) implements Typed {}

    record Me() implements Typed {}

    record Help() implements Typed {}

    record Quit() implements Typed {}

    /// @param problem a sentence that says what to type instead
    record Wrong(String problem) implements Typed {}

    static Typed of(String line) {
        String text = line.strip();
        if (text.isEmpty()) {
            return new Nothing();
        }
        if (!text.startsWith("/")) {
            return new Say(line.stripTrailing());
        }
        if (text.startsWith("//")) {
            return new Say(text.substring(1));
        }
        int space = text.indexOf(' ');
        String name = space < 0 ? text : text.substring(0, space);
        String rest = space < 0 ? "" : text.substring(space).strip();
        return switch (name) {
            case "/who" -> new Who();
            case "/msg" -> rest.isEmpty() ? takes("/msg NAME TEXT") : new Whisper(rest);
            case "/join" ->
                rest.isEmpty() ? takes("/join ROOM") : new Join(rest.startsWith("#") ? rest.substring(1) : rest);
            case "/leave" -> new Leave();
            case "/rooms" -> new ListRooms();
            case "/unread" -> new ListUnread();
            case "/more" -> new More();
            case "/search" -> rest.isEmpty() ? takes("/search WORDS") : new Search(rest);
            case "/reply" -> reply(rest);
            case "/edit" -> edit(rest);
            case "/delete" -> delete(rest);
            case "/me" -> new Me();
            case "/help" -> new Help();
            case "/quit" -> new Quit();
            default -> new Wrong("There is no command " + SafeText.line(name) + ": /help lists all.");
        };
    }

    private static Typed reply(String rest) {
        Numbered numbered = Numbered.of(rest);
        return numbered.number() == 0 || numbered.text().isEmpty()
                ? takes("/reply NUMBER TEXT")
                : new Reply(numbered.number(), numbered.text());
    }

    private static Typed edit(String rest) {
        Numbered numbered = Numbered.of(rest);
        return numbered.text().isEmpty() ? takes("/edit [NUMBER] TEXT") : new Edit(numbered.number(), numbered.text());
    }

    private static Typed delete(String rest) {
        Numbered numbered = Numbered.of(rest);
        return numbered.text().isEmpty() ? new Delete(numbered.number()) : takes("/delete [NUMBER]");
    }

    private static Wrong takes(String usage) {
        return new Wrong("Type " + usage + ".");
    }

    /// A number, with or without `#`, and what stands behind it.
    ///
    /// @param number 0 where there is none
    record Numbered(long number, String text) {

        static Numbered of(String rest) {
            int space = rest.indexOf(' ');
            String first = space < 0 ? rest : rest.substring(0, space);
            String digits = first.startsWith("#") ? first.substring(1) : first;
            if (digits.isEmpty() || digits.length() > 15 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return new Numbered(0, rest);
            }
            return new Numbered(
                    Long.parseLong(digits),
                    space < 0 ? "" : rest.substring(space).strip());
        }
    }
}
