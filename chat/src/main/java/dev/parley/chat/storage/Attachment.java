package dev.parley.chat.storage;

/// A file as others are told of it: what a message carries.
///
/// @param id whoever knows it may read the file
/// @param name as its owner called it, for people to read: never part of a path
/// @param type what its content says it is, such as `image/png`
/// @param size bytes
/// @param width pixels of a picture as it is seen, 0 for what is none
/// @param height the same
/// @param durationMillis of a sound, 0 for what is none
/// @param waveform at most 64 bytes in base64url, each the height of a part of a voice note; empty for none
/// @param thumbnail whether there is a small picture of it
public record Attachment(
        String id,
        String name,
        String type,
        long size,
        int width,
        int height,
        long durationMillis,
        String waveform,
        boolean thumbnail) {

    public Attachment {
        Limits.id("a file's id", id);
        Limits.text("a file's name", name, 1, Limits.NAME);
        Limits.text("a file's type", type, 1, Limits.ID);
        Limits.text("a waveform", waveform, 0, Limits.WAVEFORM);
        if (size < 0 || width < 0 || height < 0 || durationMillis < 0) {
            throw new IllegalArgumentException("a file's size, width, height and duration are not below 0");
        }
    }
}
