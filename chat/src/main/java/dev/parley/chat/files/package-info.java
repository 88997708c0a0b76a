/// Files of the chat: taken in, looked at, kept by their hash, and let go.
///
/// [dev.parley.chat.files.FileStore] is the door. What a file is, its content says ([dev.parley.chat.files.Sniffer]): names
/// and declared types are never believed.
@NullMarked
package dev.parley.chat.files;

import org.jspecify.annotations.NullMarked;
