package dev.parley.server.config;

import dev.parley.chat.ChatOptions;
import dev.parley.chat.ChatOptions.Creators;
import dev.parley.chat.RoomSettings;
import dev.parley.chat.storage.Limits;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/// Who owns the chat, and what its people may do. Part of the table in [Options].
public final class ChatRules {

    private static final OptionType<List<String>> USERS = new OptionType.Listed<>(new OptionType.Text<>(
            "a user's id of at most " + Limits.USER + " characters",
            text -> text.isBlank() || text.length() > Limits.USER ? null : text));

    public static final Option<Integer> TEXT_LIMIT = new Option<>(
            "chat.text_limit",
            new OptionType.Whole(1, ChatOptions.MAX_TEXT_LIMIT),
            ChatOptions.DEFAULT.textLimit(),
            null,
            "Characters (Unicode code points) of a chat message; a longer one is refused.");
    public static final Option<Integer> RATE = new Option<>(
            "chat.rate",
            new OptionType.Whole(1, 1_000),
            ChatOptions.DEFAULT.rate(),
            null,
            "Chat messages, edits and reactions a second that one person may send for long; faster ones are refused.");
    public static final Option<Integer> BURST = new Option<>(
            "chat.burst",
            new OptionType.Whole(1, 10_000),
            ChatOptions.DEFAULT.burst(),
            null,
            "Those that one person may send at once after a pause.");
    public static final Option<Integer> ROOM_LIMIT = new Option<>(
            "chat.room_limit",
            new OptionType.Whole(1, 10_000_000),
            ChatOptions.DEFAULT.roomLimit(),
            null,
            "Rooms that there may be, people's talks not counted; past it nobody can make another.");
    public static final Option<List<String>> OWNERS = new Option<>(
            "chat.owners",
            USERS,
            List.of(),
            null,
            "Ids of users who own every room: they may do everything there. People's talks are their own.");
    public static final Option<List<String>> OPERATORS = new Option<>(
            "chat.operators", USERS, List.of(), null, "Ids of users who answer visitors that ask for somebody.");
    public static final Option<Boolean> SUPPORT = new Option<>(
            "chat.support",
            ChannelOptions.YES_NO,
            false,
            null,
            "Whether visitors may ask for somebody: a talk of their own, which goes to whichever operator takes it.");
    public static final Option<Creators> CREATE_ROOMS = new Option<>(
            "chat.create_rooms",
            new OptionType.Choice<>(OptionType.Choice.words(Creators.values())),
            Creators.EVERYBODY,
            null,
            "Who may make rooms, also by entering one that is not there: `everybody`, `members` (whoever is no guest) or "
                    + "`owners` (those of `chat.owners`).");
    public static final Option<Duration> PRESENCE_GRACE = new Option<>(
            "chat.presence_grace",
            new OptionType.Span(Duration.ofSeconds(1), Duration.ofHours(1)),
            ChatOptions.DEFAULT.presenceGrace(),
            null,
            "How long somebody may be away before the room hears of it: so that a page which is loaded again is no leave.");

    public static final Option<Integer> RETENTION_DAYS = new Option<>(
            "chat.retention_days",
            new OptionType.Whole(0, RoomSettings.RETENTION_DAYS),
            ChatOptions.DEFAULT.retentionDays(),
            null,
            "Days that messages are kept in rooms whose owners have not said for how long; 0 for ever. What is older is "
                    + "dropped once an hour.");

    static final List<Option<?>> ALL = List.of(
            TEXT_LIMIT,
            RATE,
            BURST,
            ROOM_LIMIT,
            OWNERS,
            OPERATORS,
            SUPPORT,
            CREATE_ROOMS,
            PRESENCE_GRACE,
            RETENTION_DAYS);

    private ChatRules() {}

    static ChatOptions of(Settings settings, List<ConfiguredRoom> rooms) {
        return new ChatOptions(
                settings.get(TEXT_LIMIT),
                settings.get(RATE),
                settings.get(BURST),
                settings.get(ROOM_LIMIT),
                new HashSet<>(settings.get(OWNERS)),
                new HashSet<>(settings.get(OPERATORS)),
                settings.get(SUPPORT),
                settings.get(CREATE_ROOMS),
                settings.get(PRESENCE_GRACE),
                settings.get(RETENTION_DAYS),
                rooms.stream()
                        .map(room -> new ChatOptions.FirstRoom(room.id(), room.name(), room.kind(), room.topic()))
                        .toList());
    }
}
