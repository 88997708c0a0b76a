package dev.parley.server.chat;

import dev.parley.chat.files.FileOptions;
import dev.parley.chat.files.FileStore;
import dev.parley.server.backend.Backend;
import dev.parley.server.config.FileSettings;
import dev.parley.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the chat's files are: in the folder that is configured, else in `files` in the data folder, else, where there is
/// none, in a folder that is gone with the server.
public final class ChatFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChatFiles.class);
    private static final String FOLDER = "files";

    private final FileStore store;
    private final @Nullable Path temporary;

    private ChatFiles(FileStore store, @Nullable Path temporary) {
        this.store = store;
        this.temporary = temporary;
    }

    /// Waits for the disk.
    ///
    /// @throws IOException with one sentence that says what to do
    public static ChatFiles open(ServerConfig config, ChatData data, InstantSource clock) throws IOException {
        FileSettings ours = config.chat().files();
        Path given = ours.path();
        Path folder = Backend.folder(config);
        Path temporary = given == null && folder == null ? Files.createTempDirectory("parley-files") : null;
        Path path = given != null ? given : folder != null ? folder.resolve(FOLDER) : temporary;
        if (path == null) {
            throw new IllegalStateException("there is a folder in each case");
        }
        FileOptions options =
                new FileOptions(path, ours.sizeLimit(), ours.userLimit(), ours.totalLimit(), ours.expiry());
        try {
            return new ChatFiles(FileStore.open(options, data.storage(), clock, new SecureRandom()), temporary);
        } catch (IOException failed) {
            delete(temporary);
            throw new IOException(
                    "the chat can't keep files in " + path + " (" + failed.getMessage()
                            + "): let Parley write there, name "
                            + "another folder (" + FileSettings.PATH.name() + "), or set " + FileSettings.ENABLED.name()
                            + ": false",
                    failed);
        }
    }

    public FileStore store() {
        return store;
    }

    /// After the last upload.
    @Override
    public void close() {
        store.close();
        delete(temporary);
    }

    private static void delete(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failed) throws IOException {
                    Files.deleteIfExists(each);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failed) {
            LOG.warn("{} could not be deleted: {}", folder, failed.toString());
        }
    }
}
