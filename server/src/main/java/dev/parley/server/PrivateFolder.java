package dev.parley.server;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Makes folders that nobody but the owner of this process can look into, where the file system knows of such things.
final class PrivateFolder {

    private PrivateFolder() {}

    /// Makes it when it isn't there; one that is stays as its owner has it.
    ///
    /// @throws IOException when that can't be, with one sentence that says what to do
    static void make(Path folder) throws IOException {
        if (Files.exists(folder)) {
            return;
        }
        try {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(folder);
            }
        } catch (IOException failed) {
            throw new IOException(
                    "can't make the data folder " + folder + ": let Parley write there, or name another", failed);
        }
    }
}
