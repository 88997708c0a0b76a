package dev.parley.server.chat;

import dev.parley.chat.files.FileOptions;
import dev.parley.chat.files.FileStore;
import dev.parley.chat.files.FolderInUse;
import dev.parley.chat.storage.ChatException;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the chat's files are: in the bucket that is configured, else in the folder that is, else in `files` in the data
/// folder, else, where there is none, in a folder that is gone with the server. With a bucket, a folder has copies.
public final class ChatFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChatFiles.class);
    private static final String FOLDER = "files";
    private static final String CACHE = "files-cache";

    private final FileStore store;
    private final @Nullable Path temporary;

    private ChatFiles(FileStore store, @Nullable Path temporary) {
        this.store = store;
        this.temporary = temporary;
    }

    /// Waits for the disk, or the network.
    ///
    /// @throws IOException with one sentence that says what to do
    public static ChatFiles open(ServerConfig config, ChatData data, InstantSource clock) throws IOException {
        Path lasting = folder(config);
        Path temporary = lasting == null ? Files.createTempDirectory("parley-files") : null;
        Path path = lasting != null ? lasting : Objects.requireNonNull(temporary);
        try {
            return new ChatFiles(open(config, path, data, clock), temporary);
        } catch (IOException failed) {
            delete(temporary);
            throw new IOException(sentence(config.chat().files(), path, failed), failed);
        }
    }

    private static String sentence(FileSettings files, Path path, IOException failed) {
        if (files.bucket() != null) {
            return "the chat can't keep files in the " + files.bucket() + " (" + failed.getMessage()
                    + "): set the options "
                    + "chat.files.s3 right and name a folder for copies (" + FileSettings.PATH.name() + "; now " + path
                    + "), or set " + FileSettings.ENABLED.name() + ": false";
        }
        return "the chat can't keep files in " + path + " (" + failed.getMessage()
                + "): let Parley write there, name another folder (" + FileSettings.PATH.name() + "), or set "
                + FileSettings.ENABLED.name() + ": false";
    }

    private static @Nullable Path folder(ServerConfig config) {
        Path given = config.chat().files().path();
        Path folder = Backend.folder(config);
        return given != null
                ? given
                : folder == null ? null : folder.resolve(config.chat().files().bucket() == null ? FOLDER : CACHE);
    }

    private static FileStore open(ServerConfig config, Path path, ChatData data, InstantSource clock)
            throws IOException {
        FileSettings ours = config.chat().files();
        FileOptions options = new FileOptions(
                path,
                config.messaging().engine().isShared(),
                ours.bucket(),
                ours.sizeLimit(),
                ours.userLimit(),
                ours.totalLimit(),
                ours.expiry());
        try {
            return FileStore.open(options, data.storage(), clock, new SecureRandom());
        } catch (ChatException failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    /// Deletes what nobody has any more, for a command that has no server beside it. A server does it by itself.
    public static void sweep(ServerConfig config, ChatData data, InstantSource clock)
            throws IOException, ChatException {
        Path path = folder(config);
        boolean bucket = config.chat().files().bucket() != null;
        if (!bucket && (path == null || !Files.isDirectory(path))) {
            return;
        }
        Path temporary = path == null ? Files.createTempDirectory("parley-files") : null;
        try (FileStore store = open(config, path != null ? path : Objects.requireNonNull(temporary), data, clock)) {
            store.sweep();
        } catch (FolderInUse server) {
            LOG.debug("the server lets the files go");
        } finally {
            delete(temporary);
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
