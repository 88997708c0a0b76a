package dev.parley.cli;

import java.util.List;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The commands of `parley moderate`.
final class ModerateCommands {

    static final String MODERATE = "moderate";
    static final String EXPORT = "export";
    static final String ERASE = "erase";
    static final String ROOMS = "rooms";
    static final String MEMBERS = "members";
    static final String ROLE = "role";
    static final String MUTE = "mute";
    static final String BAN = "ban";
    static final String REMOVE = "remove";
    static final String DELETE = "delete";
    static final String AUDIT = "audit";
    static final String REPORTS = "reports";
    static final String RESOLVE = "resolve";

    static final String BY = "--by";
    static final String OUT = "--out";
    static final String YES = "--yes";
    static final String FOR = "--for";
    static final String LIFT = "--lift";

    private static final String PERSON = "Their id, or their name where only one person has it.";
    private static final String WHICH_ROOM = "The room's id.";

    private ModerateCommands() {}

    /// @param withFlags adds the flags that set options, and help
    static CommandSpec spec(UnaryOperator<CommandSpec> withFlags) {
        CommandSpec moderate = CommandSpec.create().name(MODERATE);
        moderate.usageMessage()
                .description("Moderates the chat, also while its server runs. See docs/moderation.md.")
                .sortOptions(false);
        List<CommandSpec> all = List.of(
                command(EXPORT, "USER [--out FILE]", "Writes all messages of a person, a JSON object per line.")
                        .addPositional(argument(0, "USER", PERSON, true))
                        .addOption(value(OUT, "FILE", "A new file to write to, instead of the output.")),
                command(ERASE, "USER --yes", "Erases all messages of a person, for ever.")
                        .addPositional(argument(0, "USER", PERSON, true))
                        .addOption(
                                OptionSpec.builder(YES).description("Really.").build()),
                command(ROOMS, "", "Lists all rooms, people's talks too."),
                command(MEMBERS, "ROOM", "Lists who is in a room.")
                        .addPositional(argument(0, "ROOM", WHICH_ROOM, true)),
                command(ROLE, "ROOM USER owner|moderator|member|guest", "Gives a member another role.")
                        .addPositional(argument(0, "ROOM", WHICH_ROOM, true))
                        .addPositional(argument(1, "USER", PERSON, true))
                        .addPositional(argument(2, "ROLE", "owner, moderator, member or guest.", true)),
                forAWhile(MUTE, "Refuses a person's messages in a room for a while."),
                forAWhile(BAN, "Takes a person out of a room, and keeps them out for a while."),
                command(REMOVE, "ROOM USER", "Takes a person out of a room; they may come back.")
                        .addPositional(argument(0, "ROOM", WHICH_ROOM, true))
                        .addPositional(argument(1, "USER", PERSON, true)),
                command(DELETE, "MESSAGE", "Deletes a message.")
                        .addPositional(argument(0, "MESSAGE", "The message's id.", true)),
                command(AUDIT, "[ROOM]", "Lists what moderators have done, the last first.")
                        .addPositional(argument(0, "ROOM", "The room's id. Default: everything.", false)),
                command(REPORTS, "[ROOM]", "Lists what was reported and nobody has dealt with, the last first.")
                        .addPositional(argument(0, "ROOM", "The room's id. Default: all rooms.", false)),
                command(RESOLVE, "REPORT", "Says that a report, and all others of its message, have been dealt with.")
                        .addPositional(argument(0, "REPORT", "The report's number.", true)));
        for (CommandSpec each : all) {
            each.addOption(value(BY, "NAME", "Who does it, for the audit trail. Default: operator: and your login."));
            moderate.addSubcommand(each.name(), withFlags.apply(each));
        }
        return moderate;
    }

    private static CommandSpec forAWhile(String name, String says) {
        return command(name, "ROOM USER --for 2h | --lift", says)
                .addPositional(argument(0, "ROOM", WHICH_ROOM, true))
                .addPositional(argument(1, "USER", PERSON, true))
                .addOption(value(FOR, "TIME", "How long: 30s to 8760h, which is a year."))
                .addOption(OptionSpec.builder(LIFT).description("Ends it.").build());
    }

    private static CommandSpec command(String name, String arguments, String says) {
        CommandSpec command = CommandSpec.create().name(name);
        command.usageMessage()
                .customSynopsis(("parley moderate " + name + " " + arguments).strip() + " [--by NAME] [FLAGS]")
                .description(says)
                .sortOptions(false);
        return command;
    }

    private static PositionalParamSpec argument(int index, String label, String says, boolean needed) {
        return PositionalParamSpec.builder()
                .index(String.valueOf(index))
                .arity(needed ? "1" : "0..1")
                .required(needed)
                .paramLabel(label)
                .type(String.class)
                .description(says)
                .build();
    }

    private static OptionSpec value(String name, String label, String says) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .arity("1")
                .type(String.class)
                .description(says)
                .build();
    }
}
