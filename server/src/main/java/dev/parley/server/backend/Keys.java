package dev.parley.server.backend;

import dev.parley.server.api.Json;
import dev.parley.server.config.BackendConfig;
import dev.parley.server.config.ServerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The keys of a server that nobody has given any: made at its first start, kept beside its data, readable by its owner alone.
///
/// @param api what the backend sends
/// @param tokenSecret what the backend signs logins with
/// @param file where they are; null when they are not kept
/// @param made whether this start has made them
public record Keys(String api, String tokenSecret, @Nullable Path file, boolean made) {

    public static final String FILE = "keys.json";

    private static final String API = "api_key";
    private static final String TOKENS = "token_secret";
    private static final String CHAT = "chat_secret";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int BYTES = 24;

    /// Keys for what the configuration does not say; null when it says all.
    ///
    /// @throws IOException with one sentence that says what to do
    public static @Nullable Keys forWhatIsMissing(ServerConfig config, SecureRandom random) throws IOException {
        if (config.messaging().engine().isShared()) {
            return null; // others would not know them
        }
        BackendConfig ours = config.backend();
        boolean api = ours.api().keys().isEmpty()
                && !ours.api().disabled()
                && !ours.api().insecure();
        return api || !Backend.isSomething(ours.tokens()) ? in(Backend.folder(config), random) : null;
    }

    /// Those of the folder, made when there are none.
    ///
    /// @param folder null to keep them nowhere
    /// @throws IOException with one sentence that says what to do
    public static Keys in(@Nullable Path folder, SecureRandom random) throws IOException {
        if (folder == null) {
            return new Keys(key(random), key(random), null, true);
        }
        Path file = folder.resolve(FILE);
        Keys kept = find(file);
        return kept == null ? make(file, random) : kept;
    }

    /// Those of the folder, or null when it has none.
    public static @Nullable Keys of(Path folder) throws IOException {
        return find(folder.resolve(FILE));
    }

    private static @Nullable Keys find(Path file) throws IOException {
        Map<String, String> kept = read(file);
        String api = kept.get(API);
        String secret = kept.get(TOKENS);
        return api == null || secret == null ? null : new Keys(api, secret, file, false);
    }

    /// The secret that the chat signs with: that of the folder, made when there is none.
    ///
    /// @param folder null to keep it nowhere
    /// @throws IOException with one sentence that says what to do
    public static String chatSecret(@Nullable Path folder, SecureRandom random) throws IOException {
        if (folder == null) {
            return key(random);
        }
        Path file = folder.resolve(FILE);
        Map<String, String> all = read(file);
        String kept = all.get(CHAT);
        if (kept != null) {
            return kept;
        }
        String made = key(random);
        all.put(CHAT, made);
        write(file, all);
        return made;
    }

    /// What is in the file, or nothing where there is none.
    private static Map<String, String> read(Path file) throws IOException {
        Map<String, String> kept = new TreeMap<>();
        if (!Files.exists(file)) {
            return kept;
        }
        try {
            JsonNode json = JsonMapper.shared().readTree(Files.readAllBytes(file));
            for (String name : List.of(API, TOKENS, CHAT)) {
                String value = json.path(name).asString("");
                if (!value.isEmpty()) {
                    kept.put(name, value);
                }
            }
        } catch (JacksonException notJson) {
            throw new IOException(file + " is not what Parley wrote; delete it, and new keys are made", notJson);
        }
        if (kept.isEmpty() || kept.containsKey(API) != kept.containsKey(TOKENS)) {
            throw new IOException(file + " is not what Parley wrote; delete it, and new keys are made");
        }
        closeToOthers(file);
        return kept;
    }

    private static Keys make(Path file, SecureRandom random) throws IOException {
        Keys keys = new Keys(key(random), key(random), file, true);
        Map<String, String> all = read(file);
        all.put(API, keys.api);
        all.put(TOKENS, keys.tokenSecret);
        write(file, all);
        return keys;
    }

    /// Writes a new file, or another in the place of one, which is there whole at any time.
    private static void write(Path file, Map<String, String> all) throws IOException {
        byte[] json = Json.object(object -> all.forEach(object::writeStringProperty));
        Files.createDirectories(file.toAbsolutePath().getParent());
        boolean first = !Files.exists(file);
        Path written = first ? file : file.resolveSibling(FILE + ".new");
        FileAttribute<?>[] mode = isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        if (!first) {
            Files.deleteIfExists(written); // of a start that was cut off
        }
        try (FileChannel channel =
                FileChannel.open(written, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            ByteBuffer bytes = ByteBuffer.wrap(json);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException another) {
            throw new IOException(file + " was made by another server just now; start again", another);
        }
        if (!first) {
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void closeToOthers(Path file) throws IOException {
        if (isPosix() && !Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    private static String key(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Without the keys.
    @Override
    public String toString() {
        return "keys of " + file;
    }
}
