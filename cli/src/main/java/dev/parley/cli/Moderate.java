package dev.parley.cli;

import static dev.parley.cli.ModerateCommands.BY;
import static dev.parley.cli.ModerateCommands.FOR;
import static dev.parley.cli.ModerateCommands.LIFT;
import static dev.parley.cli.ModerateCommands.OUT;
import static dev.parley.cli.ModerateCommands.YES;

import dev.parley.chat.people.Person;
import dev.parley.chat.people.Persons;
import dev.parley.chat.storage.AuditEntry;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Limits;
import dev.parley.chat.storage.Member;
import dev.parley.chat.storage.Message;
import dev.parley.chat.storage.Report;
import dev.parley.chat.storage.Room;
import dev.parley.cli.Main.World;
import dev.parley.server.chat.ChatData;
import dev.parley.server.chat.ChatFiles;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.OptionType;
import dev.parley.server.config.ServerConfig;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/// `parley moderate`: looks into the chat and changes it, beside a running server or without one. What it does is in the
/// audit trail, from which a running server hears of it within about a second.
final class Moderate {

    private static final OptionType.Scalar<Duration> SPAN =
            new OptionType.Span(Duration.ofSeconds(30), Duration.ofDays(365));

    private final World world;
    private final InstantSource clock;

    Moderate(World world, InstantSource clock) {
        this.world = world;
        this.clock = clock;
    }

    /// What was asked for makes no sense; its message is a sentence.
    private static final class Misunderstood extends Exception {
        Misunderstood(String sentence) {
            super(sentence, null, false, false);
        }
    }

    int run(ParseResult command) {
        String name = "parley moderate " + command.commandSpec().name();
        try {
            ServerConfig config = ServerConfig.of(Configured.flags(world, command));
            try (ChatData data = ChatData.existing(config, clock)) {
                new Act(command, data.storage(), data.people()).run();
                ChatFiles.sweep(config, data, clock);
            }
            return Main.DONE;
        } catch (ConfigException wrong) {
            wrong.problems().forEach(world.err()::println);
            return Main.NOT_UNDERSTOOD;
        } catch (Misunderstood | IllegalArgumentException wrong) {
            world.err().println(name + ": " + wrong.getMessage());
            return Main.NOT_UNDERSTOOD;
        } catch (FileAlreadyExistsException exists) {
            world.err().println(name + ": there is a file " + exists.getFile() + " already: name a new one");
            return Main.FAILED;
        } catch (ChatException | IOException failed) {
            world.err().println(name + ": " + failed.getMessage());
            return Main.FAILED;
        }
    }

    /// One command on an open chat.
    private final class Act {
        private final ParseResult command;
        private final ChatStorage chat;
        private final Persons persons;
        private final String by;

        Act(ParseResult command, ChatStorage chat, Persons persons) throws Misunderstood {
            this.command = command;
            this.chat = chat;
            this.persons = persons;
            by = command.matchedOptionValue(BY, "operator:" + System.getProperty("user.name"));
            if (by.isBlank() || by.length() > Limits.USER) {
                throw new Misunderstood(BY + " is a name of 1 to " + Limits.USER + " characters");
            }
        }

        void run() throws Misunderstood, ChatException, IOException {
            switch (command.commandSpec().name()) {
                case ModerateCommands.EXPORT -> export(anybody(argument(0)));
                case ModerateCommands.ERASE -> erase(anybody(argument(0)));
                case ModerateCommands.ROOMS -> rooms();
                case ModerateCommands.MEMBERS -> members(room().id());
                case ModerateCommands.ROLE -> role(room().id(), person(argument(1)), role(argument(2)));
                case ModerateCommands.MUTE -> mute(room().id(), person(argument(1)), until());
                case ModerateCommands.BAN -> ban(room().id(), person(argument(1)), until());
                case ModerateCommands.REMOVE -> remove(room().id(), person(argument(1)));
                case ModerateCommands.DELETE -> delete(argument(0));
                case ModerateCommands.AUDIT -> audit(optionalRoom());
                case ModerateCommands.REPORTS -> reports(optionalRoom());
                case ModerateCommands.RESOLVE -> resolve(argument(0));
                default -> throw new IllegalStateException(command.commandSpec().name());
            }
        }

        private String argument(int index) {
            return command.matchedPositionalValue(index, "");
        }

        private void say(String line) {
            world.out().println(line);
        }

        // ---- what is meant

        private Room room() throws ChatException, Misunderstood {
            String id = argument(0);
            Room room = chat.room(id);
            if (room == null) {
                throw new Misunderstood("there is no room '" + id + "': parley moderate rooms lists all");
            }
            return room;
        }

        private @Nullable String optionalRoom() throws ChatException, Misunderstood {
            return command.hasMatchedPositional(0) ? room().id() : null;
        }

        /// By id, else by name.
        private Person person(String words) throws ChatException, Misunderstood {
            Person known = persons.person(words);
            if (known != null) {
                return known;
            }
            List<Person> named = persons.named(words, 100).stream()
                    .filter(person -> person.name().equalsIgnoreCase(words))
                    .toList();
            if (named.size() > 1) {
                throw new Misunderstood("more than one person is called '" + words + "': say which by id: "
                        + String.join(", ", named.stream().map(Person::id).toList()));
            }
            if (named.isEmpty()) {
                throw new Misunderstood("nobody has the id or the name '" + words + "'");
            }
            return named.getFirst();
        }

        /// Also somebody of whom nothing but messages is left, by id.
        private Person anybody(String words) throws ChatException, Misunderstood {
            try {
                return person(words);
            } catch (Misunderstood unknown) {
                if (chat.isAuthor(words)) {
                    return Person.unknown(words);
                }
                throw unknown;
            }
        }

        private static Member.Role role(String word) throws Misunderstood {
            for (Member.Role role : Member.Role.values()) {
                if (role.name().equalsIgnoreCase(word)) {
                    return role;
                }
            }
            throw new Misunderstood("a role is owner, moderator, member or guest, not '" + word + "'");
        }

        private @Nullable Instant until() throws Misunderstood {
            boolean lift = command.hasMatchedOption(LIFT);
            String time = command.matchedOptionValue(FOR, "");
            if (lift == !time.isEmpty()) {
                throw new Misunderstood("say either for how long, " + FOR + " 2h, or " + LIFT);
            }
            if (lift) {
                return null;
            }
            Duration span = SPAN.read(time);
            if (span == null) {
                throw new Misunderstood(FOR + " must be " + SPAN.accepted() + ", got " + time);
            }
            return clock.instant().plus(span);
        }

        // ---- privacy

        private void export(Person person) throws ChatException, IOException {
            String file = command.matchedOptionValue(OUT, "");
            if (file.isEmpty()) {
                export(person, world.out());
                if (world.out().checkError()) {
                    throw new IOException("the output can't be written to");
                }
                return;
            }
            Path path = world.folder().resolve(file);
            long count;
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.CREATE_NEW))) {
                count = export(person, out);
            }
            say("Wrote " + count + " messages of " + shown(person) + " to " + path + ".");
        }

        private long export(Person person, OutputStream out) throws ChatException, IOException {
            Export export = new Export(out);
            try {
                return chat.export(person.id(), by, message -> {
                    try {
                        export.write(message);
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                });
            } catch (UncheckedIOException failed) {
                throw new IOException(String.valueOf(failed.getMessage()), failed);
            }
        }

        private void erase(Person person) throws ChatException, Misunderstood {
            if (!command.hasMatchedOption(YES)) {
                throw new Misunderstood("all messages of " + shown(person)
                        + " would be gone for ever: ban them first if they may be writing, then say it again with "
                        + YES);
            }
            long count = chat.erase(person.id(), by);
            say("Erased " + count + " messages of " + shown(person) + ".");
        }

        // ---- rooms and people

        private void rooms() throws ChatException {
            for (List<Room> page = chat.rooms("", Limits.PAGE); !page.isEmpty(); ) {
                for (Room room : page) {
                    say(String.join(
                            "\t", room.id(), word(room.kind()), plain(room.name()), room.lastPosition() + " messages"));
                }
                page = page.size() < Limits.PAGE
                        ? List.of()
                        : chat.rooms(page.getLast().id(), Limits.PAGE);
            }
        }

        private void members(String room) throws ChatException {
            for (List<Member> page = chat.members(room, "", Limits.PAGE); !page.isEmpty(); ) {
                Map<String, Person> known =
                        persons.persons(page.stream().map(Member::user).toList());
                for (Member member : page) {
                    Person person = known.getOrDefault(member.user(), Person.unknown(member.user()));
                    say(String.join(
                            "\t", member.user(), plain(person.name()), word(member.role()), mutedOrNot(member)));
                }
                page = page.size() < Limits.PAGE
                        ? List.of()
                        : chat.members(room, page.getLast().user(), Limits.PAGE);
            }
        }

        private String mutedOrNot(Member member) {
            return member.muted(clock.instant()) ? "muted until " + member.mutedUntil() : "";
        }

        private void role(String room, Person person, Member.Role role) throws ChatException {
            chat.setRole(room, person.id(), role, by);
            say(shown(person) + " is now " + word(role) + " of " + room + ".");
        }

        private void mute(String room, Person person, @Nullable Instant until) throws ChatException {
            chat.mute(room, person.id(), until, by);
            say(shown(person) + (until == null ? " may write again in " : " may not write before " + until + " in ")
                    + room + ".");
        }

        private void ban(String room, Person person, @Nullable Instant until) throws ChatException {
            chat.ban(room, person.id(), until, by);
            say(shown(person) + (until == null ? " may come again into " : " may not come before " + until + " into ")
                    + room + ".");
        }

        private void remove(String room, Person person) throws ChatException {
            chat.remove(room, person.id(), by);
            say(shown(person) + " is no longer in " + room + ".");
        }

        // ---- messages

        private void delete(String id) throws ChatException {
            Message message = chat.delete(id, by);
            say("Deleted message " + message.id() + " of " + message.author() + " in " + message.room() + ".");
        }

        private void audit(@Nullable String room) throws ChatException {
            long before = Long.MAX_VALUE;
            List<AuditEntry> page;
            do {
                page = chat.audit(room, before, Limits.PAGE);
                for (AuditEntry each : page) {
                    say(String.join(
                            "\t",
                            each.time().toString(),
                            plain(each.by()),
                            word(each.act()),
                            each.room(),
                            each.subject(),
                            each.detail()));
                    before = each.sequence();
                }
            } while (page.size() == Limits.PAGE);
        }

        private void reports(@Nullable String room) throws ChatException {
            long before = Long.MAX_VALUE;
            List<Report> page;
            do {
                page = chat.reports(room, before, Limits.PAGE);
                for (Report each : page) {
                    Message about = each.message();
                    say(String.join(
                            "\t",
                            String.valueOf(each.id()),
                            each.time().toString(),
                            about.room(),
                            about.author(),
                            about.id(),
                            each.by(),
                            plain(each.reason()),
                            plain(about.text())));
                    before = each.id();
                }
            } while (page.size() == Limits.PAGE);
        }

        private void resolve(String number) throws ChatException, Misunderstood {
            if (!number.matches("[0-9]{1,18}")) {
                throw new Misunderstood("a report has a number: parley moderate reports lists all");
            }
            Report report = chat.resolve(Long.parseLong(number), by);
            say("Dealt with the reports of message " + report.message().id() + ".");
        }

        private static String shown(Person person) {
            return plain(person.name()) + " (" + person.id() + ")";
        }

        private static String word(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }

    /// On one line, and without what a terminal would take for commands.
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> plain.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c));
        return plain.toString();
    }
}
