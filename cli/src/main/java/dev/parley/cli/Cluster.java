package dev.parley.cli;

import dev.parley.cli.Main.World;
import dev.parley.cli.chat.Fields;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.config.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ParseResult;

/// `parley cluster`: a line for each node, as the node that was called sees them.
final class Cluster {

    static final String CLUSTER = "cluster";

    private static final List<String> HEAD =
            List.of("NAME", "STATE", "VERSION", "UPTIME", "SESSIONS", "USERS", "CHANNELS", "LAG", "UID");

    private final World world;

    Cluster(World world) {
        this.world = world;
    }

    int run(ParseResult command) {
        try {
            Settings settings = Configured.flags(world, command);
            ServerConfig config = ServerConfig.of(settings);
            String url = command.hasMatchedPositional(0) ? command.matchedPositionalValue(0, "") : "";
            try (ApiClient api = ApiClient.of(url, settings, config)) {
                write(api.call("info").objects("nodes"));
            }
            return Main.DONE;
        } catch (ConfigException wrong) {
            wrong.problems().forEach(world.err()::println);
            return Main.NOT_UNDERSTOOD;
        } catch (IllegalArgumentException wrong) {
            world.err().println("parley cluster: " + wrong.getMessage());
            return Main.NOT_UNDERSTOOD;
        } catch (IOException failed) {
            world.err().println("parley cluster: " + failed.getMessage());
            return Main.FAILED;
        }
    }

    private void write(List<Fields> nodes) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        for (Fields node : nodes) {
            lines.add(List.of(
                    plain(node.text("name")),
                    plain(node.text("state")),
                    plain(node.text("version")),
                    span(Duration.ofSeconds(node.number("uptime"))),
                    Long.toString(node.number("num_clients")),
                    Long.toString(node.number("num_users")),
                    Long.toString(node.number("num_channels")),
                    node.decimal("lag") == 0 ? "-" : String.format(Locale.ROOT, "%.1f ms", node.decimal("lag")),
                    plain(node.text("uid"))));
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                int at = column;
                int width = lines.stream()
                        .mapToInt(each -> each.get(at).length())
                        .max()
                        .orElse(0);
                text.append(line.get(column))
                        .repeat(' ', width - line.get(column).length() + 2);
            }
            world.out().println(text.toString().stripTrailing());
        }
    }

    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /// The two largest parts of it.
    static String span(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + "d " + time.toHoursPart() + "h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + "h " + time.toMinutesPart() + "m";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + "m " + time.toSecondsPart() + "s" : time.toSeconds() + "s";
    }
}
