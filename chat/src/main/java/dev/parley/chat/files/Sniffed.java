package dev.parley.chat.files;

/// What a file is, as its content says.
sealed interface Sniffed {

    /// The type that it is served with.
    String type();

    /// A picture of dots.
    ///
    /// @param width pixels as they are stored
    /// @param height the same
    /// @param orientation how it is to be turned, 1 to 8 as Exif has it; 1 is as it is
    /// @param atOnce whether who decodes a part of it holds all of it
    record Picture(String type, int width, int height, int orientation, boolean atOnce) implements Sniffed {
        static final String PNG = "image/png";
        static final String JPEG = "image/jpeg";
        static final String GIF = "image/gif";
        static final String WEBP = "image/webp";

        long pixels() {
            return (long) width * height;
        }

        /// Whether width and height change places when it is turned.
        boolean lies() {
            return orientation > 4;
        }
    }

    /// A sound, or a film.
    ///
    /// @param millis how long it lasts; 0 when it does not say
    /// @param voice whether it is in a form that voice notes have
    record Sound(String type, long millis, boolean voice) implements Sniffed {}

    /// Something to download.
    record Other(String type) implements Sniffed {
        static final Other UNKNOWN = new Other("application/octet-stream");
    }
}
