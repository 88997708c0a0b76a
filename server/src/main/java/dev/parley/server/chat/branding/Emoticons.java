package dev.parley.server.chat.branding;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The owner's own emoticons: a folder of pictures, whose names are theirs. Any thread; [#look] blocks.
///
/// What can't be one is left out, and its owner told once. A file that is replaced is another picture: whoever serves one
/// asks whether it is current, and has the folder looked at again when it is not.
final class Emoticons {

    /// How many there are at most.
    static final int MOST = 500;

    private static final int LOOKED_AT = 4 * MOST;
    private static final Logger LOG = LoggerFactory.getLogger(Emoticons.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9_+-]{1,32}");

    /// What systems put into folders by themselves.
    private static final Set<String> NOBODYS = Set.of("Thumbs.db", "desktop.ini");

    private final @Nullable Path folder;
    private final Set<String> told = new HashSet<>();
    private volatile Map<String, Picture> pictures = Map.of();

    /// @param folder null when there are none
    Emoticons(@Nullable Path folder) {
        this.folder = folder;
    }

    /// Whether there may be any.
    boolean exist() {
        return folder != null;
    }

    /// By name, in its order, as they were when the folder was looked at last; the same object until it has changed.
    Map<String, Picture> pictures() {
        return pictures;
    }

    /// Looks at the folder.
    synchronized void look() {
        if (folder == null) {
            return;
        }
        Map<String, Picture> before = pictures;
        Map<String, Picture> found = new TreeMap<>();
        for (Path file : files(folder)) {
            add(file, before, found);
        }
        if (!found.equals(before)) {
            pictures = Collections.unmodifiableMap(found);
        }
    }

    /// Sorted, so that of two with one name it is always the same that counts.
    private List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path file : all) {
                if (files.size() == LOOKED_AT) {
                    tell("chat.emoticons", "has more than " + LOOKED_AT + " files; the rest is not looked at");
                    break;
                }
                String name = String.valueOf(file.getFileName());
                if (!name.startsWith(".") && !NOBODYS.contains(name)) {
                    files.add(file);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            tell("chat.emoticons", "can't be read: " + unreadable);
        }
        files.sort(Comparator.naturalOrder());
        return files;
    }

    private void add(Path file, Map<String, Picture> before, Map<String, Picture> found) {
        String fileName = String.valueOf(file.getFileName());
        int dot = fileName.lastIndexOf('.');
        String name = dot < 0 ? fileName : fileName.substring(0, dot);
        if (!NAME.matcher(name).matches()) {
            tell(fileName, "is named by more than 1 to 32 letters a to z, digits and _ + -");
        } else if (found.containsKey(name)) {
            tell(fileName, "has the name of another");
        } else if (found.size() == MOST) {
            tell("chat.emoticons", "has more than " + MOST + " emoticons; the rest is left out");
        } else {
            Picture known = before.get(name);
            try {
                found.put(
                        name,
                        known != null && known.file().equals(file) && known.isCurrent()
                                ? known
                                : Picture.readEmoticon(file));
            } catch (BadPicture bad) {
                tell(fileName, bad.getMessage());
            } catch (IOException unreadable) {
                tell(fileName, "can't be read: " + unreadable);
            }
        }
    }

    private void tell(String what, String why) {
        if (told.size() < LOOKED_AT && told.add(what + ' ' + why)) {
            LOG.warn("emoticons: {} {}", what, why);
        }
    }
}
