package dev.parley.chat.files;

import java.io.IOException;

/// Another process has the files' folder.
public final class FolderInUse extends IOException {

    FolderInUse() {
        super("another Parley has this folder");
    }
}
