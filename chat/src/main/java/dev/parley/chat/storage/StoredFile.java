package dev.parley.chat.storage;

import java.time.Instant;

/// A file, and what only the server knows of it.
///
/// @param owner who uploaded it, and may send it
/// @param room in which it may be sent
/// @param hash SHA-256 of its bytes in hexadecimal: files of the same bytes share them
public record StoredFile(Attachment file, String owner, String room, String hash, Instant uploaded) {

    public StoredFile {
        Limits.user(owner);
        Limits.id("a room's id", room);
        Limits.text("a hash", hash, 64, 64);
    }
}
