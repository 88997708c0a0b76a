package dev.parley.cli.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Who one is at each server, from one visit to the next: the file `chat.json` in the person's own folder for settings.
///
/// What it holds is as good as a password, so nobody else may read it: the file is made with mode 600 before anything is
/// in it, and replaced as a whole. On Windows it is in the person's own profile.
public final class Memory {

    /// Servers that are remembered; the oldest is forgotten for another one.
    private static final int MOST = 100;

    private final Path file;

    Memory(Path file) {
        this.file = file;
    }

    /// The usual place of this system.
    public static Memory ofThisUser(Map<String, String> environment, String system, Path home) {
        String name = system.toLowerCase(Locale.ROOT);
        Path settings;
        if (name.contains("windows") && environment.containsKey("APPDATA")) {
            settings = Path.of(environment.getOrDefault("APPDATA", ""));
        } else if (name.contains("mac")) {
            settings = home.resolve("Library/Application Support");
        } else {
            String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
            settings = configured.startsWith("/") ? Path.of(configured) : home.resolve(".config");
        }
        return new Memory(settings.resolve("parley").resolve("chat.json"));
    }

    /// What the server wants to be shown by who was there before; empty for none.
    String recall(Place place) {
        return read().getOrDefault(place.toString(), "");
    }

    /// @throws IOException when it can't be kept: then the next visit is a stranger's
    void remember(Place place, String shown) throws IOException {
        Map<String, String> all = read();
        if (shown.equals(all.get(place.toString()))) {
            return;
        }
        all.remove(place.toString());
        all.put(place.toString(), shown);
        while (all.size() > MOST) {
            all.remove(all.keySet().iterator().next());
        }
        write(all);
    }

    private Map<String, String> read() {
        Map<String, String> all = new LinkedHashMap<>();
        try {
            Fields stored = Fields.read(Files.readAllBytes(file)).object("servers");
            stored.values().keySet().forEach(place -> all.put(place, stored.text(place)));
        } catch (IOException none) {
            return all;
        }
        return all;
    }

    private void write(Map<String, String> all) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " is no place for a file");
        }
        Files.createDirectories(folder);
        Path fresh = folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? Files.createTempFile(
                        folder,
                        "chat",
                        ".new",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : Files.createTempFile(folder, "chat", ".new");
        try {
            Files.write(fresh, Fields.written(json -> {
                json.writeObjectPropertyStart("servers");
                all.forEach(json::writeStringProperty);
                json.writeEndObject();
            }));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
