package dev.parley.server.config;

import dev.parley.dialects.text.TextOptions;
import dev.parley.net.Address;
import java.time.Duration;
import java.util.List;

/// Where text clients (`nc`, `telnet`) connect, and what they may do.
///
/// @param address of bare TCP
public record TextListener(Address address, TextOptions options) {

    public static final Option<Boolean> ENABLED = new Option<>(
            "text.enabled",
            new OptionType.YesNo(),
            false,
            null,
            "Whether there is a listener for `nc` and `telnet`: who connects gives a name, joins a channel, and each line is "
                    + "a message to everybody there. The channels are those that bare WebSockets may use.");
    public static final Option<String> ADDRESS = new Option<>(
            "text.address",
            Options.ADDRESS,
            "127.0.0.1",
            null,
            "Where it listens. Nothing is encrypted and nobody says who they are: this machine, or a network that is "
                    + "trusted.");
    public static final Option<Integer> PORT =
            new Option<>("text.port", Options.PORT, 7000, null, "Its TCP port; `0` takes a free one.");
    public static final Option<Integer> MAX_LINE = new Option<>(
            "text.max_line",
            new OptionType.Whole(16, 65_536),
            TextOptions.DEFAULT.lineBytes(),
            null,
            "Bytes of a line; a longer one is dropped, and that is said.");
    public static final Option<Integer> RATE = new Option<>(
            "text.rate",
            new OptionType.Whole(1, 100_000),
            TextOptions.DEFAULT.linesPerSecond(),
            null,
            "Lines that are taken from a client in a second.");
    public static final Option<Duration> IDLE_TIMEOUT = new Option<>(
            "text.idle_timeout",
            new OptionType.Span(Duration.ofSeconds(1), Duration.ofHours(24)),
            TextOptions.DEFAULT.idle(),
            null,
            "How long a client may be without a line before it is disconnected.");

    static final List<Option<?>> ALL = List.of(ENABLED, ADDRESS, PORT, MAX_LINE, RATE, IDLE_TIMEOUT);

    static TextListener of(Settings settings) {
        return new TextListener(
                Listeners.address(settings.get(ADDRESS), settings.get(PORT)),
                new TextOptions(
                        TextOptions.DEFAULT.greeting(),
                        settings.get(MAX_LINE),
                        settings.get(RATE),
                        settings.get(IDLE_TIMEOUT),
                        TextOptions.DEFAULT.naming()));
    }
}
