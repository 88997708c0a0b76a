package dev.parley.cli;

import dev.parley.cli.Main.World;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.config.Settings;
import picocli.CommandLine.ParseResult;

/// `parley config`: looks at the configuration without starting anything.
final class Config {

    private final World world;

    Config(World world) {
        this.world = world;
    }

    /// Says what is wrong, as `serve` would, or that nothing is.
    int check(ParseResult command) {
        return look(command, false);
    }

    /// Writes every option with its value, and where that was set.
    int print(ParseResult command) {
        return look(command, true);
    }

    private int look(ParseResult command, boolean print) {
        try {
            Settings settings = Configured.settings(world, command);
            ServerConfig.of(settings);
            if (print) {
                settings.effective()
                        .forEach(line ->
                                world.out().println(line.name() + ": " + line.value() + "  # " + line.source()));
            } else {
                world.out().println("Nothing is wrong: parley serve would start with this.");
            }
            return Main.DONE;
        } catch (ConfigException wrong) {
            wrong.problems().forEach(world.err()::println);
            return Main.NOT_UNDERSTOOD;
        }
    }
}
