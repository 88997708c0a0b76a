package dev.parley.cli;

import dev.parley.server.config.NearestName;
import dev.parley.server.config.Option;
import dev.parley.server.config.OptionType;
import dev.parley.server.config.Options;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The commands and their flags, built by hand: annotations would have to be found by reflection at each start.
final class Commands {

    static final String SERVE = "serve";
    static final String SETTINGS = "config";
    static final String CHECK = "check";
    static final String PRINT = "print";
    static final String DATA = "data";
    static final String RENEW = "renew";
    static final String TOKEN = "token";
    static final String VERSION = "version";
    static final String CONFIG = "--config";

    /// Every flag of `serve` and the option it sets.
    static final Map<String, Option<?>> FLAGS = flags();

    private Commands() {}

    static CommandLine parley() {
        CommandSpec parley = CommandSpec.create().name("parley");
        parley.usageMessage().description("Parley, a real-time messaging server.");
        parley.addOption(help());
        parley.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Says which version this is.")
                .build());
        parley.addSubcommand(SERVE, serve());
        parley.addSubcommand(SETTINGS, config());
        parley.addSubcommand(Talk.CHAT, Talk.command(help()));
        parley.addSubcommand(TOKEN, token());
        parley.addSubcommand(DATA, data());
        parley.addSubcommand(Cluster.CLUSTER, cluster());
        parley.addSubcommand(ModerateCommands.MODERATE, moderate());
        parley.addSubcommand(
                AccountCommands.ACCOUNT,
                AccountCommands.spec(Commands::withFlags).addOption(help()));
        parley.addSubcommand(DrainCommand.DRAIN, DrainCommand.spec(Commands::withFlags));
        parley.addSubcommand(VERSION, version());
        return new CommandLine(parley).setOverwrittenOptionsAllowed(true);
    }

    private static CommandSpec version() {
        CommandSpec version = CommandSpec.create().name(VERSION);
        version.usageMessage().description("Says which version this is.");
        return version.addOption(help());
    }

    private static CommandSpec serve() {
        CommandSpec serve = CommandSpec.create().name(SERVE);
        serve.usageMessage()
                .customSynopsis("parley serve [--config FILE] [--host ADDRESS] [--port N] [FLAGS]")
                .description("Starts a server: pages, WebSockets, chat.")
                .sortOptions(false)
                .footer("", "Every option of docs/configuration.md is a flag too: --websocket.message_size_limit 1MiB");
        return withFlags(serve);
    }

    private static CommandSpec config() {
        CommandSpec config = CommandSpec.create().name(SETTINGS);
        config.usageMessage().description("Looks at the configuration without starting anything.");
        CommandSpec check = CommandSpec.create().name(CHECK);
        check.usageMessage()
                .customSynopsis("parley config check [FILE] [FLAGS]")
                .description("Says what is wrong with the configuration.")
                .sortOptions(false);
        CommandSpec print = CommandSpec.create().name(PRINT);
        print.usageMessage()
                .customSynopsis("parley config print [FILE] [FLAGS]")
                .description("Writes every option with its value, and where that was set.")
                .sortOptions(false);
        config.addSubcommand(CHECK, withFlags(check.addPositional(file())));
        config.addSubcommand(PRINT, withFlags(print.addPositional(file())));
        return config.addOption(help());
    }

    private static CommandSpec data() {
        CommandSpec data = CommandSpec.create().name(DATA);
        data.usageMessage().description("Works on the data of a server that is not running.");
        CommandSpec renew = CommandSpec.create().name(RENEW);
        renew.usageMessage()
                .customSynopsis("parley data renew [--config FILE] [--data FOLDER]")
                .description(
                        "Renews all epochs, after an older copy of the data was put back: clients that come with a "
                                + "position of before are told that they were not recovered.")
                .sortOptions(false);
        data.addSubcommand(RENEW, withFlags(renew));
        return data.addOption(help());
    }

    private static CommandSpec cluster() {
        CommandSpec cluster = CommandSpec.create().name(Cluster.CLUSTER);
        cluster.usageMessage()
                .customSynopsis("parley cluster [URL] [--config FILE] [FLAGS]")
                .description("Lists the nodes that share a Redis, and how they are. Asks any one of them.")
                .sortOptions(false);
        return withFlags(cluster.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("URL")
                .type(String.class)
                .description(
                        "Where the API is, such as https://ws.example.com/api. Default: as the configuration says, on "
                                + "this machine.")
                .build()));
    }

    private static CommandSpec moderate() {
        return ModerateCommands.spec(Commands::withFlags).addOption(help());
    }

    private static CommandSpec token() {
        CommandSpec token = CommandSpec.create().name(TOKEN);
        token.usageMessage()
                .customSynopsis("parley token --user ID [--channel NAME] [--ttl 1h] [--info JSON] [FLAGS]")
                .description(
                        "Makes a token that a client connects with, or with --channel one that it subscribes with. It is "
                                + "signed with the server's secret.")
                .sortOptions(false);
        token.addOption(own(Token.USER, "ID", "Whose it is."));
        token.addOption(own(Token.CHANNEL, "NAME", "Makes a token for a subscription to that channel."));
        token.addOption(own(Token.TTL, "TIME", "How long it is good; 0 for ever. Default: 1h."));
        token.addOption(own(Token.INFO, "JSON", "What others see of who connects with it."));
        token.addOption(own(Token.SIGN, "FILE", "Signs with a private key, PEM, instead of the server's secret."));
        CommandSpec check = CommandSpec.create().name(CHECK);
        check.usageMessage()
                .customSynopsis("parley token check TOKEN [FLAGS]")
                .description("Says whether the server would take a token, and what is in it.")
                .sortOptions(false);
        check.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("TOKEN")
                .type(String.class)
                .description("The token.")
                .build());
        token.addSubcommand(CHECK, withFlags(check));
        return withFlags(token);
    }

    private static OptionSpec own(String name, String label, String says) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .arity("1")
                .type(String.class)
                .description(says)
                .build();
    }

    private static PositionalParamSpec file() {
        return PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("FILE")
                .type(String.class)
                .description("The configuration, as with --config.")
                .build();
    }

    /// The flags that set options.
    private static CommandSpec withFlags(CommandSpec command) {
        command.addOption(OptionSpec.builder(CONFIG)
                .paramLabel("FILE")
                .arity("1")
                .type(String.class)
                .description("The configuration, YAML or JSON. Default: parley.yaml, when it is there.")
                .build());
        FLAGS.forEach((flag, option) -> command.addOption(flag(flag, option)));
        return command.addOption(help());
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this.")
                .build();
    }

    private static Map<String, Option<?>> flags() {
        Map<String, Option<?>> flags = new LinkedHashMap<>();
        for (Option<?> option : Options.SCHEMA.options()) {
            if (option.shortFlag() != null) {
                flags.put(option.shortFlag(), option);
            }
        }
        for (Option<?> option : Options.SCHEMA.options()) {
            flags.put(option.longFlag(), option);
        }
        return flags;
    }

    private static OptionSpec flag(String flag, Option<?> option) {
        OptionSpec.Builder spec = OptionSpec.builder(flag)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .hidden(flag.equals(option.longFlag()))
                .paramLabel(label(option.type()))
                .description(option.doc().replace("`", "").replace("%", "%%") + byDefault(option));
        if (option.type() instanceof OptionType.YesNo) {
            return spec.arity("0..1").fallbackValue("true").build();
        }
        return spec.arity("1").build();
    }

    private static String byDefault(Option<?> option) {
        String text = option.defaultText();
        return text.equals("none") || text.equals("false") ? "" : " Default: " + text + ".";
    }

    private static String label(OptionType<?> type) {
        return switch (type) {
            case OptionType.YesNo _ -> "true|false";
            case OptionType.Whole _ -> "N";
            case OptionType.Size _ -> "SIZE";
            case OptionType.Span _ -> "TIME";
            case OptionType.OrUnlimited<?> bounded -> label(bounded.bounded()) + "|unlimited";
            case OptionType.Choice<?> choice -> String.join("|", choice.words().keySet());
            case OptionType.Text<?> _, OptionType.Listed<?> _ -> "VALUE";
            case OptionType.Entries _ -> "YAML";
        };
    }

    static String help(ParseResult command) {
        return new CommandLine(command.commandSpec()).getUsageMessage(Ansi.AUTO);
    }

    /// The commands below the one that did not understand.
    private static Set<String> words(UnmatchedArgumentException unmatched) {
        return unmatched.getCommandLine().getSubcommands().keySet();
    }

    /// What was not understood, in one sentence.
    static String sentence(ParameterException misunderstood) {
        String command = misunderstood.getCommandLine().getCommandSpec().qualifiedName();
        return switch (misunderstood) {
            case UnmatchedArgumentException unmatched -> {
                String word = unmatched.getUnmatched().getFirst();
                String flag =
                        word.startsWith("-") && word.indexOf('=') > 0 ? word.substring(0, word.indexOf('=')) : word;
                List<String> known = new ArrayList<>(FLAGS.keySet());
                known.add(CONFIG);
                String nearest = NearestName.of(flag, flag.startsWith("-") ? known : words(unmatched));
                yield command + ": unknown " + (flag.startsWith("-") ? "flag " : "word ") + flag
                        + (nearest == null ? "; " + command + " --help lists all" : "; did you mean " + nearest + "?");
            }
            case MissingParameterException missing
            when missing.getMissing().getFirst() instanceof OptionSpec flag ->
                command + ": " + flag.longestName() + " needs a value: " + flag.paramLabel();
            default -> command + ": " + misunderstood.getMessage();
        };
    }
}
