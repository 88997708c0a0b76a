package dev.parley.server.config;

import dev.parley.server.access.OriginPattern;
import dev.parley.server.chat.branding.Accent;
import dev.parley.server.chat.branding.BadPicture;
import dev.parley.server.chat.branding.Picture;
import dev.parley.server.chat.branding.Title;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How the chat looks, and which rooms it begins with.
///
/// @param logo null for none
/// @param accent null for ours
/// @param emoticons the folder, or null
/// @param rooms at least one
public record BrandingConfig(
        Title title,
        @Nullable Path logo,
        @Nullable Accent accent,
        @Nullable Path emoticons,
        List<OriginPattern> avatarOrigins,
        List<ConfiguredRoom> rooms) {

    /// Files that are looked at to find the one that was probably meant.
    private static final int LOOKED_AT = 1_000;

    static BrandingConfig of(Settings settings, List<String> problems) {
        return new BrandingConfig(
                settings.get(BrandingOptions.TITLE),
                logo(settings, problems),
                settings.orNull(BrandingOptions.ACCENT),
                emoticons(settings, problems),
                settings.get(BrandingOptions.AVATAR_ORIGINS),
                rooms(settings, problems));
    }

    private static @Nullable Path logo(Settings settings, List<String> problems) {
        Path file = settings.orNull(BrandingOptions.LOGO);
        if (file == null) {
            return null;
        }
        if (!Files.isRegularFile(file)) {
            problems.add(missing(settings, BrandingOptions.LOGO, "file", file));
            return null;
        }
        try {
            Picture.readLogo(file);
        } catch (BadPicture | IOException bad) {
            String why = bad instanceof BadPicture ? bad.getMessage() : "can't be read";
            problems.add(settings.source(BrandingOptions.LOGO) + ": `" + BrandingOptions.LOGO.name() + "`: " + file
                    + " " + why);
        }
        return file;
    }

    private static @Nullable Path emoticons(Settings settings, List<String> problems) {
        Path folder = settings.orNull(BrandingOptions.EMOTICONS);
        if (folder != null && !Files.isDirectory(folder)) {
            problems.add(missing(settings, BrandingOptions.EMOTICONS, "folder", folder));
            return null;
        }
        return folder;
    }

    private static String missing(Settings settings, Option<Path> option, String what, Path path) {
        return settings.source(option) + ": `" + option.name() + "`: there is no " + what + " " + path + nearest(path);
    }

    /// What has nearly that name beside it.
    private static String nearest(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        Path wanted = path.getFileName();
        if (parent == null || wanted == null) {
            return "";
        }
        try (Stream<Path> beside = Files.list(parent)) {
            List<String> names = beside.limit(LOOKED_AT)
                    .map(file -> String.valueOf(file.getFileName()))
                    .toList();
            String nearest = NearestName.of(wanted.toString(), names);
            return nearest == null ? "" : "; did you mean `" + path.resolveSibling(nearest) + "`?";
        } catch (IOException unreadable) {
            return ""; // no folder, no neighbours
        }
    }

    private static List<ConfiguredRoom> rooms(Settings settings, List<String> problems) {
        List<ConfiguredRoom> rooms = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Settings entry : settings.get(BrandingOptions.ROOMS)) {
            String id = entry.orNull(BrandingOptions.RoomFields.ID);
            String name = entry.orNull(BrandingOptions.RoomFields.NAME);
            ConfiguredRoom room = id == null
                    ? null
                    : new ConfiguredRoom(
                            id,
                            name == null ? id : name,
                            entry.get(BrandingOptions.RoomFields.KIND),
                            entry.get(BrandingOptions.RoomFields.TOPIC));
            if (room == null) {
                problems.add(entry.origin() + ": an entry of `" + BrandingOptions.ROOMS.name() + "` needs an `id`");
            } else if (!ids.add(room.id())) {
                problems.add(entry.source(BrandingOptions.RoomFields.ID) + ": `" + BrandingOptions.ROOMS.name()
                        + "` has `" + room.id() + "` twice");
            } else {
                rooms.add(room);
            }
        }
        return rooms.isEmpty() ? List.of(ConfiguredRoom.LOBBY) : List.copyOf(rooms);
    }
}
