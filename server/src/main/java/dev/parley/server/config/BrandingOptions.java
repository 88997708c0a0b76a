package dev.parley.server.config;

import dev.parley.chat.storage.Room;
import dev.parley.server.access.OriginPattern;
import dev.parley.server.chat.branding.Accent;
import dev.parley.server.chat.branding.Title;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How the chat looks, and which rooms it begins with.
public final class BrandingOptions {

    private static final Pattern ROOM_ID = Pattern.compile("(?!\\.+\\z)[A-Za-z0-9._-]{1,64}");

    public static final Option<Title> TITLE = new Option<>(
            "chat.title",
            new OptionType.Text<>("1 to " + Title.MOST + " characters that can be seen", Title::parse),
            new Title("Parley"),
            null,
            "What the chat is called, on its page and in the window's title.");
    public static final Option<Path> LOGO = new Option<>(
            "chat.logo",
            new OptionType.Text<>("the path of a picture", Options::path),
            null,
            null,
            "A picture for the chat's page: PNG, JPEG, GIF, WebP, or SVG without scripts and without anything from elsewhere, "
                    + "at most 256 KiB. Read again when it changes.");
    public static final Option<Accent> ACCENT = new Option<>(
            "chat.accent",
            new OptionType.Text<>("a colour such as #1b6152", Accent::parse),
            null,
            null,
            "The colour of the chat's buttons and of the button that opens it on other pages. What is written on it is black "
                    + "or white, whichever can be read.");
    public static final Option<Path> EMOTICONS = new Option<>(
            "chat.emoticons",
            new OptionType.Text<>("the path of a folder", Options::path),
            null,
            null,
            "A folder of pictures of your own to write with: `party.png` there is `:party:` in the chat. PNG, GIF and WebP, "
                    + "at most 256 KiB each and 500 in all; names of 1 to 32 letters a to z, digits and `_ + -`. Looked at again "
                    + "when it changes.");
    public static final Option<List<OriginPattern>> AVATAR_ORIGINS = new Option<>(
            "chat.avatar_origins",
            new OptionType.Listed<>(new OptionType.Text<>(
                    "an origin such as https://cdn.example.com or a pattern such as https://*.example.com",
                    BrandingOptions::avatarOrigin)),
            List.of(),
            null,
            "Where pictures of your users may come from (the claim `avatar`), beside this server itself. A picture from "
                    + "elsewhere is not shown: whoever serves it would learn who reads the chat.");

    /// The fields of one entry of `chat.rooms`.
    public static final class RoomFields {
        public static final Option<String> ID = new Option<>(
                "id",
                new OptionType.Text<>(
                        "1 to 64 of A to Z, a to z, 0 to 9, `-`, `.` and `_`",
                        text -> ROOM_ID.matcher(text).matches() ? text : null),
                null,
                null,
                "What the room is called in addresses. It never changes.");
        public static final Option<String> NAME = new Option<>(
                "name",
                new OptionType.Text<>(
                        "1 to " + ConfiguredRoom.NAME_MOST + " characters",
                        text -> ConfiguredRoom.isName(text) ? text : null),
                null,
                null,
                "What people see; without it, the id.");
        public static final Option<Room.Kind> KIND = new Option<>(
                "kind",
                new OptionType.Choice<>(kinds()),
                Room.Kind.PUBLIC,
                null,
                "`public`: everybody may come in; `announcement`: everybody may read, and moderators write; `invitation`: "
                        + "whoever is invited.");
        public static final Option<String> TOPIC = new Option<>(
                "topic",
                new OptionType.Text<>(
                        "0 to " + ConfiguredRoom.TOPIC_MOST + " characters",
                        text -> text.length() <= ConfiguredRoom.TOPIC_MOST ? text : null),
                "",
                null,
                "A line about what it is for.");

        static final Schema SCHEMA = new Schema(List.of(ID, NAME, KIND, TOPIC));

        private RoomFields() {}
    }

    public static final Option<List<Settings>> ROOMS = new Option<>(
            "chat.rooms",
            new OptionType.Entries(RoomFields.SCHEMA),
            List.of(),
            null,
            "Rooms that are made when the server starts, unless they are there already, in the order in which newcomers see "
                    + "them. Without it there is one, `lobby`.");

    static final List<Option<?>> ALL = List.of(TITLE, LOGO, ACCENT, EMOTICONS, AVATAR_ORIGINS, ROOMS);

    private BrandingOptions() {}

    /// Only what a Content-Security-Policy can say, and nothing that could be read along the way.
    private static @Nullable OriginPattern avatarOrigin(String text) {
        OriginPattern pattern = OriginPattern.parse(text);
        return pattern == null
                        || !"https".equals(pattern.scheme())
                        || pattern.policySources().isEmpty()
                ? null
                : pattern;
    }

    private static Map<String, Room.Kind> kinds() {
        Map<String, Room.Kind> words = new LinkedHashMap<>();
        words.put("public", Room.Kind.PUBLIC);
        words.put("announcement", Room.Kind.ANNOUNCEMENT);
        words.put("invitation", Room.Kind.INVITATION);
        return words;
    }
}
