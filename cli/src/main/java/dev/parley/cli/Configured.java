package dev.parley.cli;

import dev.parley.cli.Main.World;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.Loader;
import dev.parley.server.config.Loader.FlagValue;
import dev.parley.server.config.Option;
import dev.parley.server.config.Options;
import dev.parley.server.config.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// What the command line, the environment and the file together say.
final class Configured {

    private Configured() {}

    /// Reads all three; what is ignored is said on the error stream.
    ///
    /// @param command with the flags of `serve`
    static Settings settings(World world, ParseResult command) throws ConfigException {
        String named = command.matchedOptionValue(Commands.CONFIG, null);
        return settings(
                world, command, command.hasMatchedPositional(0) ? command.matchedPositionalValue(0, named) : named);
    }

    /// The same for a command whose argument is no file.
    static Settings flags(World world, ParseResult command) throws ConfigException {
        return settings(world, command, command.matchedOptionValue(Commands.CONFIG, null));
    }

    private static Settings settings(World world, ParseResult command, @Nullable String name) throws ConfigException {
        List<FlagValue> values = new ArrayList<>();
        for (OptionSpec flag : command.matchedOptionsSet()) {
            Option<?> option = Commands.FLAGS.get(flag.longestName());
            if (option != null) {
                flag.stringValues().forEach(text -> values.add(new FlagValue(option.name(), flag.longestName(), text)));
            }
        }
        Path file = file(name);
        Settings settings = Loader.load(Options.SCHEMA, file, world.folder(), world.environment(), values);
        settings.warnings().forEach(world.err()::println);
        return settings;
    }

    private static @Nullable Path file(@Nullable String name) throws ConfigException {
        try {
            return name == null ? null : Path.of(name);
        } catch (InvalidPathException notAPath) {
            throw new ConfigException(List.of(Commands.CONFIG + ": `" + name + "` is not the path of a file"));
        }
    }
}
