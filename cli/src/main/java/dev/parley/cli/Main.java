package dev.parley.cli;

import dev.parley.server.ParleyServer;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ServerConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// `parley`: reads the command line and runs the command it names.
///
/// Exit codes: 0 done, 1 it could not be done, 2 it was not understood.
public final class Main {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int NOT_UNDERSTOOD = 2;

    /// What a command needs of the world around it.
    ///
    /// @param folder where it was started
    record World(PrintStream out, PrintStream err, Map<String, String> environment, Path folder) {}

    private Main() {}

    public static void main(String[] args) {
        World world = new World(utf8(System.out), utf8(System.err), System.getenv(), Path.of(""));
        int code = run(world, args);
        world.out().flush();
        boolean talked = args.length > 0 && args[0].equals(Talk.CHAT);
        if (code != DONE || talked) { // threads of the SDK that `chat` uses would stay for a minute
            System.exit(code);
        }
    }

    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    /// Runs a command; comes back when it is done.
    static int run(World world, String... args) {
        CommandLine parley = Commands.parley();
        ParseResult parsed;
        try {
            parsed = parley.parseArgs(args);
        } catch (ParameterException misunderstood) {
            world.err().println(Commands.sentence(misunderstood));
            return NOT_UNDERSTOOD;
        }
        ParseResult command = parsed;
        while (command.hasSubcommand()) {
            command = command.subcommand();
        }
        if (command.isUsageHelpRequested()) {
            world.out().print(Commands.help(command));
            return DONE;
        }
        if (parsed.isVersionHelpRequested()) {
            return version(world);
        }
        if (command.commandSpec().name().equals(Talk.CHAT)) {
            return new Talk(world, System.in).run(command);
        }
        if (isOf(command, ModerateCommands.MODERATE)) {
            return new Moderate(world, InstantSource.system()).run(command);
        }
        if (isOf(command, AccountCommands.ACCOUNT)) {
            return new AccountCommand(world, System.in, InstantSource.system()).run(command);
        }
        return switch (command.commandSpec().name()) {
            case Commands.SERVE -> new Serve(world).run(command);
            case Commands.CHECK ->
                isOf(command, Commands.TOKEN) ? new Token(world).check(command) : new Config(world).check(command);
            case Commands.PRINT -> new Config(world).print(command);
            case Commands.RENEW -> renew(world, command);
            case Commands.TOKEN -> new Token(world).make(command);
            case Cluster.CLUSTER -> new Cluster(world).run(command);
            case DrainCommand.DRAIN -> new DrainCommand(world, System::nanoTime).run(command);
            case Commands.VERSION -> version(world);
            default -> {
                world.out().print(Commands.help(command));
                yield args.length == 0 ? DONE : NOT_UNDERSTOOD;
            }
        };
    }

    private static boolean isOf(ParseResult command, String parent) {
        return command.commandSpec().parent() != null
                && command.commandSpec().parent().name().equals(parent);
    }

    /// `parley data renew`.
    private static int renew(World world, ParseResult command) {
        try {
            ServerConfig config = ServerConfig.of(Configured.settings(world, command));
            ParleyServer.renewData(config);
            world.out()
                    .println("All positions in " + config.messaging().engine().path() + " are of before now.");
            return DONE;
        } catch (ConfigException wrong) {
            wrong.problems().forEach(world.err()::println);
            return NOT_UNDERSTOOD;
        } catch (IOException failed) {
            world.err().println("Parley can't renew the data: " + failed.getMessage());
            return FAILED;
        }
    }

    private static int version(World world) {
        world.out()
                .println("Parley " + Version.ours() + " (Java " + System.getProperty("java.version") + ", "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ")");
        return DONE;
    }
}
