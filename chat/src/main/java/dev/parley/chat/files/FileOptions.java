package dev.parley.chat.files;

import dev.parley.chat.files.s3.BucketOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The bounds of the files.
///
/// @param folder where their bytes are; it belongs to one database. With a bucket: where what comes and goes lies for a
///     while; it belongs to one process
/// @param shared whether other nodes use the folder, too, with the same database; else it belongs to one process
/// @param bucket where their bytes are, or null for the folder; it may have many nodes, and belongs to one database
/// @param sizeLimit bytes of one file, 1 to 1 GiB
/// @param userLimit bytes of all files of one person
/// @param totalLimit bytes of all files together, those of the same bytes counted once; thumbnails are not counted
/// @param expiry how long a file stays in the message it was sent with; zero for as long as the message
public record FileOptions(
        Path folder,
        boolean shared,
        @Nullable BucketOptions bucket,
        long sizeLimit,
        long userLimit,
        long totalLimit,
        Duration expiry) {

    /// What a computer may have in one file.
    public static final long LARGEST = 1L << 30;
    /// How long a file waits to be sent.
    public static final Duration UNSENT = Duration.ofDays(1);
    /// Files of one person that wait to be sent.
    static final int UNSENT_MOST = 100;
    /// Uploads at the same time.
    static final int UPLOADS = 16;
    /// Those of one person.
    static final int UPLOADS_EACH = 3;

    public FileOptions {
        if (sizeLimit < 1 || sizeLimit > LARGEST || userLimit < sizeLimit || totalLimit < userLimit) {
            throw new IllegalArgumentException(
                    "limits grow from that of a file (at most 1 GiB) to that of a person to that of all");
        }
        if (expiry.isNegative()) {
            throw new IllegalArgumentException("files don't expire before they are sent");
        }
    }
}
