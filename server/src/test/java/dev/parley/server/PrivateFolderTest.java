package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {

    @TempDir
    Path folder;

    private static String mode(Path path) throws IOException {
        assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void nobodyElseCanLookIntoWhatIsMade() throws IOException {
        Path made = folder.resolve("site/parley-data");
        PrivateFolder.make(made);
        assertThat(mode(made)).isEqualTo("rwx------");
    }

    @Test
    void whatIsThereStaysAsItsOwnerHasIt() throws IOException {
        Path there = Files.createDirectory(folder.resolve("there"));
        String before = mode(there);
        Files.writeString(there.resolve("file"), "kept");
        PrivateFolder.make(there);
        assertThat(mode(there)).isEqualTo(before);
        assertThat(there.resolve("file")).hasContent("kept");
    }

    @Test
    void whatCantBeMadeIsSaid() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> PrivateFolder.make(file.resolve("parley-data")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("let Parley write there");
    }
}
