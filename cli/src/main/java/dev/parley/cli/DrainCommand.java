package dev.parley.cli;

import dev.parley.cli.Main.World;
import dev.parley.cli.chat.Fields;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.config.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// `parley drain`: takes a running server out of service without stopping it, and waits until its clients have gone.
final class DrainCommand {

    static final String DRAIN = "drain";

    private static final String UNDO = "--undo";
    private static final String METHOD = "drain";
    private static final long LOOK_MILLIS = 200;

    /// How much longer than the server's own limit it is waited for.
    private static final Duration MORE = Duration.ofSeconds(10);

    private final World world;
    private final LongSupplier nanos;

    DrainCommand(World world, LongSupplier nanos) {
        this.world = world;
        this.nanos = nanos;
    }

    /// @param withFlags adds the flags that set options, and help
    static CommandSpec spec(UnaryOperator<CommandSpec> withFlags) {
        CommandSpec drain = CommandSpec.create().name(DRAIN);
        drain.usageMessage()
                .customSynopsis("parley drain [URL] [--undo] [--config FILE] [FLAGS]")
                .description(
                        "Takes a running server out of service without stopping it: it turns unready, lets no more clients "
                                + "in and sends those that it has to other nodes. Waits until they have gone. See "
                                + "docs/server.md.")
                .sortOptions(false);
        drain.addOption(OptionSpec.builder(UNDO)
                .description("Puts it back into service.")
                .build());
        drain.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("URL")
                .type(String.class)
                .description(
                        "Where the server's API is, such as http://10.0.0.5:8000/api. Default: that of this machine's "
                                + "server, as the configuration says.")
                .build());
        return withFlags.apply(drain);
    }

    int run(ParseResult command) {
        boolean undo = command.hasMatchedOption(UNDO);
        try (ApiClient server = api(command)) {
            long left = server.call(METHOD, json -> json.writeBooleanProperty("on", !undo))
                    .number("num_sessions");
            if (undo) {
                world.out().println("It takes clients again; it has " + left + " sessions.");
                return Main.DONE;
            }
            world.out().println("Draining " + left + " sessions …");
            return waitUntilEmpty(server, left);
        } catch (ConfigException wrong) {
            wrong.problems().forEach(world.err()::println);
            return Main.NOT_UNDERSTOOD;
        } catch (IllegalArgumentException wrong) {
            world.err().println("parley drain: " + wrong.getMessage());
            return Main.NOT_UNDERSTOOD;
        } catch (IOException failed) {
            world.err().println("parley drain: " + failed.getMessage());
            return Main.FAILED;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Main.FAILED;
        }
    }

    private ApiClient api(ParseResult command) throws ConfigException, IOException {
        Settings settings = Configured.flags(world, command);
        String url = command.hasMatchedPositional(0) ? command.matchedPositionalValue(0, "") : "";
        return ApiClient.of(url, settings, ServerConfig.of(settings));
    }

    private int waitUntilEmpty(ApiClient server, long sessions) throws IOException, InterruptedException {
        long began = nanos.getAsLong();
        long left = sessions;
        boolean empty = false;
        while (!empty) {
            Fields status = server.call(METHOD);
            left = status.number("num_sessions");
            if (!status.is("draining")) {
                world.err().println("parley drain: somebody has put it back into service");
                return Main.FAILED;
            }
            empty = status.is("empty");
            Duration limit = Duration.ofMillis(status.number("limit_ms")).plus(MORE);
            if (!empty && nanos.getAsLong() - began > limit.toNanos()) {
                world.err().println("parley drain: " + left + " sessions are still here");
                return Main.FAILED;
            }
            if (!empty) {
                Thread.sleep(LOOK_MILLIS);
            }
        }
        world.out().println("Drained. parley drain --undo puts it back into service.");
        return Main.DONE;
    }
}
