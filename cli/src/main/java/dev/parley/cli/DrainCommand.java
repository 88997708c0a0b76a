package dev.parley.cli;

import dev.parley.cli.Main.World;
import dev.parley.server.config.ConfigException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

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
                .customSynopsis("parley drain [--undo] [--url URL] [--config FILE] [FLAGS]")
                .description(
                        "Takes a running server out of service without stopping it: it turns unready, lets no more clients "
                                + "in and sends those that it has to other nodes. Waits until they have gone. See "
                                + "docs/server.md.")
                .sortOptions(false);
        drain.addOption(OptionSpec.builder(UNDO)
                .description("Puts it back into service.")
                .build());
        drain.addOption(RunningServer.url());
        return withFlags.apply(drain);
    }

    int run(ParseResult command) {
        boolean undo = command.hasMatchedOption(UNDO);
        try (RunningServer server = RunningServer.of(world, command)) {
            long left = server.call(METHOD, json -> json.writeBooleanProperty("on", !undo))
                    .path("num_sessions")
                    .asLong(0);
            if (undo) {
                world.out().println("It takes clients again; it has " + left + " sessions.");
                return Main.DONE;
            }
            world.out().println("Draining " + left + " sessions …");
            return waitUntilEmpty(server, left);
        } catch (ConfigException wrong) {
            wrong.problems().forEach(world.err()::println);
            return Main.NOT_UNDERSTOOD;
        } catch (IOException failed) {
            world.err().println("parley drain: " + failed.getMessage());
            return Main.FAILED;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Main.FAILED;
        }
    }

    private int waitUntilEmpty(RunningServer server, long sessions) throws IOException, InterruptedException {
        long began = nanos.getAsLong();
        long left = sessions;
        boolean empty = false;
        while (!empty) {
            JsonNode status = server.call(METHOD, _ -> {});
            left = status.path("num_sessions").asLong(0);
            if (!status.path("draining").asBoolean(false)) {
                world.err().println("parley drain: somebody has put it back into service");
                return Main.FAILED;
            }
            empty = status.path("empty").asBoolean(false);
            Duration limit =
                    Duration.ofMillis(status.path("limit_ms").asLong(0)).plus(MORE);
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
