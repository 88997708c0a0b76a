package dev.parley.cli;

import dev.parley.chat.people.Account;
import dev.parley.chat.people.Accounts;
import dev.parley.chat.people.PeopleException;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.Limits;
import dev.parley.cli.Main.World;
import dev.parley.server.chat.ChatData;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.PeopleOptions;
import dev.parley.server.config.ServerConfig;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.ParseResult;

/// `parley account`: makes, changes, removes and lists the chat's own accounts, beside a running server or without one.
final class AccountCommand {

    private final World world;
    private final InputStream in;
    private final InstantSource clock;

    /// @param in where a password may come from
    AccountCommand(World world, InputStream in, InstantSource clock) {
        this.world = world;
        this.in = in;
        this.clock = clock;
    }

    int run(ParseResult command) {
        String name = "parley account " + command.commandSpec().name();
        try {
            ServerConfig config = ServerConfig.of(Configured.flags(world, command));
            boolean adds = command.commandSpec().name().equals(AccountCommands.ADD);
            // the first account may be there before the first start
            try (ChatData data = adds ? ChatData.kept(config, clock) : ChatData.existing(config, clock)) {
                run(command, data.accounts());
            }
            if (adds && config.chat().people().accounts() == PeopleOptions.Accounts.OFF) {
                world.err()
                        .println("Nobody can sign in yet: set `" + PeopleOptions.ACCOUNTS.name()
                                + ": sign_in` where the server runs.");
            }
            return Main.DONE;
        } catch (ConfigException wrong) {
            wrong.problems().forEach(world.err()::println);
            return Main.NOT_UNDERSTOOD;
        } catch (PeopleException | ChatException | IOException failed) {
            world.err().println(name + ": " + failed.getMessage());
            return Main.FAILED;
        }
    }

    private void run(ParseResult command, Accounts accounts) throws PeopleException, ChatException, IOException {
        String login = command.matchedPositionalValue(0, "");
        switch (command.commandSpec().name()) {
            case AccountCommands.ADD -> {
                String name = command.matchedOptionValue(AccountCommands.NAME, "");
                if (name.isEmpty()) {
                    throw new IOException(AccountCommands.NAME + " says what others see: parley account add " + login
                            + " " + AccountCommands.NAME + " \"Ann Lee\"");
                }
                Account made = accounts.add(login, name, password(command));
                say(made.login() + " is " + made.person().name() + " ("
                        + made.person().id() + ").");
            }
            case AccountCommands.PASSWORD -> {
                Account changed = accounts.setPassword(login, password(command));
                say(changed.login() + " has another password, and is signed out everywhere.");
            }
            case AccountCommands.REMOVE -> {
                if (!accounts.remove(login)) {
                    throw new IOException("there is no account with the login '" + login + "'");
                }
                say("Removed " + login + ".");
            }
            case AccountCommands.LIST -> list(accounts);
            default -> throw new IllegalStateException(command.commandSpec().name());
        }
    }

    private void list(Accounts accounts) throws ChatException {
        List<Account> page = accounts.list("", Limits.PAGE);
        while (!page.isEmpty()) {
            for (Account each : page) {
                say(String.join(
                        "\t",
                        each.login(),
                        each.person().name(),
                        each.person().id(),
                        each.created().toString()));
            }
            page = page.size() < Limits.PAGE
                    ? List.of()
                    : accounts.list(page.getLast().login(), Limits.PAGE);
        }
    }

    private String password(ParseResult command) throws IOException {
        if (command.hasMatchedOption(AccountCommands.STDIN)) {
            String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
            if (line == null) {
                throw new IOException("the input has no line with a password");
            }
            return line;
        }
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new IOException("there is no terminal to ask for the password: give it to " + AccountCommands.STDIN
                    + " by the input");
        }
        char[] first = console.readPassword("Password: ");
        char[] second = console.readPassword("Again: ");
        if (first == null || second == null || !String.valueOf(first).equals(String.valueOf(second))) {
            throw new IOException("these were two different passwords");
        }
        return String.valueOf(first);
    }

    private void say(String line) {
        world.out().println(line);
    }
}
