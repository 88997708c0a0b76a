package dev.parley.cli;

import dev.parley.cli.Main.World;
import dev.parley.cli.chat.Chat;
import dev.parley.cli.chat.Memory;
import dev.parley.cli.chat.Place;
import dev.parley.server.config.OptionType;
import java.io.Console;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// `parley chat`: understands its flags.
final class Talk {

    static final String CHAT = "chat";

    private static final String ROOM = "--room";
    private static final String NAME = "--name";
    private static final String TOKEN = "--token";
    private static final String FOLLOW = "--follow";
    private static final String TIMEOUT = "--timeout";
    private static final String LOBBY = "lobby";

    private static final Pattern ROOM_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final OptionType.Scalar<Duration> PATIENCE =
            new OptionType.Span(Duration.ofSeconds(1), Duration.ofDays(1));

    private final World world;
    private final InputStream in;

    Talk(World world, InputStream in) {
        this.world = world;
        this.in = in;
    }

    static CommandSpec command(OptionSpec help) {
        CommandSpec chat = CommandSpec.create().name(CHAT);
        chat.usageMessage()
                .customSynopsis("parley chat [URL] [--room ROOM] [--name NAME] [--follow]")
                .description("Talks in the chat of a server, from this terminal. In a pipe, sends each line: "
                        + "echo hello | parley chat --room lobby")
                .sortOptions(false);
        chat.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("URL")
                .type(String.class)
                .description("Where the chat is. Default: http://127.0.0.1:8000/")
                .build());
        chat.addOption(taking(ROOM, "ROOM", "The room to enter. Default: lobby."));
        chat.addOption(taking(NAME, "NAME", "What to be called. Default: as the last time."));
        chat.addOption(taking(TOKEN, "TOKEN", "A token of the site's own, instead of a name."));
        chat.addOption(OptionSpec.builder(FOLLOW)
                .description("In a pipe: goes on, and writes what is said there, a line for each message.")
                .build());
        chat.addOption(
                taking(TIMEOUT, "TIME", "In a pipe: how long to wait for the server to take a line. Default: 60s."));
        return chat.addOption(help);
    }

    private static OptionSpec taking(String name, String label, String says) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .arity("1")
                .type(String.class)
                .description(says)
                .build();
    }

    int run(ParseResult command) {
        String url = command.hasMatchedPositional(0) ? command.matchedPositionalValue(0, "") : "";
        Place place = Place.of(url);
        if (place == null) {
            return misunderstood("'" + url + "' is no address of a server, such as https://chat.example.com/");
        }
        String room = command.matchedOptionValue(ROOM, LOBBY);
        if (!ROOM_ID.matcher(room).matches()) {
            return misunderstood(ROOM + " takes 1 to 64 letters, digits and . _ -, got '" + room + "'");
        }
        String time = command.matchedOptionValue(TIMEOUT, "60s");
        Duration patience = PATIENCE.read(time);
        if (patience == null) {
            return misunderstood(TIMEOUT + " must be " + PATIENCE.accepted() + ", got " + time);
        }
        Chat.Wish wish = new Chat.Wish(
                place,
                room,
                command.matchedOptionValue(NAME, "").strip(),
                command.matchedOptionValue(TOKEN, ""),
                command.hasMatchedOption(FOLLOW),
                patience);
        Memory memory = Memory.ofThisUser(
                world.environment(), System.getProperty("os.name", ""), Path.of(System.getProperty("user.home", ".")));
        return new Chat(wish, around(), memory).run();
    }

    private Chat.Around around() {
        Console console = System.console();
        boolean coloured = world.environment().getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(world.environment().get("TERM"));
        return new Chat.Around(
                in,
                world.out(),
                world.err(),
                console != null && console.isTerminal(),
                coloured,
                System.getProperty("user.name", ""));
    }

    private int misunderstood(String problem) {
        world.err().println("parley chat: " + problem);
        return Main.NOT_UNDERSTOOD;
    }
}
