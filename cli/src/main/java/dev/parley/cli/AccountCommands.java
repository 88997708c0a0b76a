package dev.parley.cli;

import java.util.List;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The commands of `parley account`.
final class AccountCommands {

    static final String ACCOUNT = "account";
    static final String ADD = "add";
    static final String PASSWORD = "password";
    static final String REMOVE = "remove";
    static final String LIST = "list";

    static final String NAME = "--name";
    static final String STDIN = "--password-stdin";

    private AccountCommands() {}

    /// @param withFlags adds the flags that set options, and help
    static CommandSpec spec(UnaryOperator<CommandSpec> withFlags) {
        CommandSpec account = CommandSpec.create().name(ACCOUNT);
        account.usageMessage()
                .description("Keeps the chat's own accounts, also while its server runs. See docs/people.md.")
                .sortOptions(false);
        List<CommandSpec> all = List.of(
                command(
                                ADD,
                                "LOGIN --name NAME [--password-stdin]",
                                "Makes an account. A guest who has the name gets another.")
                        .addPositional(login())
                        .addOption(OptionSpec.builder(NAME)
                                .paramLabel("NAME")
                                .arity("1")
                                .type(String.class)
                                .description("What others see.")
                                .build())
                        .addOption(stdin()),
                command(
                                PASSWORD,
                                "LOGIN [--password-stdin]",
                                "Sets another password, and signs the account out wherever it is signed in.")
                        .addPositional(login())
                        .addOption(stdin()),
                command(REMOVE, "LOGIN", "Removes an account. What its person has said stays.")
                        .addPositional(login()),
                command(LIST, "", "Lists all accounts."));
        for (CommandSpec each : all) {
            account.addSubcommand(each.name(), withFlags.apply(each));
        }
        return account;
    }

    private static CommandSpec command(String name, String arguments, String says) {
        CommandSpec command = CommandSpec.create().name(name);
        command.usageMessage()
                .customSynopsis(("parley account " + name + " " + arguments).strip() + " [FLAGS]")
                .description(says)
                .sortOptions(false);
        return command;
    }

    private static PositionalParamSpec login() {
        return PositionalParamSpec.builder()
                .index("0")
                .arity("1")
                .required(true)
                .paramLabel("LOGIN")
                .type(String.class)
                .description("What its person signs in with; case does not matter.")
                .build();
    }

    private static OptionSpec stdin() {
        return OptionSpec.builder(STDIN)
                .description("Reads the password from the first line of the input, instead of asking for it.")
                .build();
    }
}
