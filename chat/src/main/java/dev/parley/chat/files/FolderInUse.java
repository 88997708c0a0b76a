package dev.parley.chat.files;

import java.io.IOException;

/// Another process has the files' folder, or folder or bucket is that of another database.
public final class FolderInUse extends IOException {

    FolderInUse() {
        this("another Parley has this folder, or it has the files of another chat database");
    }

    FolderInUse(String why) {
        super(why);
    }
}
