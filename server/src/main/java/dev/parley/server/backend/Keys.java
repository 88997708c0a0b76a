package dev.parley.server.backend;

import dev.parley.server.api.Json;
import dev.parley.server.config.BackendConfig;
import dev.parley.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
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

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int BYTES = 24;

    /// Keys for what the configuration does not say; null when it says all.
    ///
    /// @throws IOException with one sentence that says what to do
    public static @Nullable Keys forWhatIsMissing(ServerConfig config, SecureRandom random) throws IOException {
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
        if (!Files.exists(file)) {
            return null;
        }
        try {
            JsonNode json = JsonMapper.shared().readTree(Files.readAllBytes(file));
            String api = json.path("api_key").asString("");
            String secret = json.path("token_secret").asString("");
            if (!api.isEmpty() && !secret.isEmpty()) {
                closeToOthers(file);
                return new Keys(api, secret, file, false);
            }
        } catch (JacksonException notJson) {
            throw new IOException(file + " is not what Parley wrote; delete it, and new keys are made", notJson);
        }
        throw new IOException(file + " is not what Parley wrote; delete it, and new keys are made");
    }

    private static Keys make(Path file, SecureRandom random) throws IOException {
        Keys keys = new Keys(key(random), key(random), file, true);
        byte[] json = Json.object(object -> {
            object.writeStringProperty("api_key", keys.api);
            object.writeStringProperty("token_secret", keys.tokenSecret);
        });
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileAttribute<?>[] mode = isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        try (var channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            channel.write(java.nio.ByteBuffer.wrap(json));
        } catch (FileAlreadyExistsException another) {
            throw new IOException(file + " was made by another server just now; start again", another);
        }
        return keys;
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
