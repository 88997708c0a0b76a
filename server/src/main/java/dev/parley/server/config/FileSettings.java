package dev.parley.server.config;

import dev.parley.chat.files.FileOptions;
import dev.parley.chat.files.s3.BucketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The options of the chat's files. Part of the table in [Options].
///
/// @param path null for a folder in the data folder
/// @param bucket null for none
/// @param sizeLimit bytes of one file
/// @param userLimit bytes of all files of one person
/// @param totalLimit bytes of all files
/// @param expiry zero for never
public record FileSettings(
        boolean enabled,
        @Nullable Path path,
        @Nullable BucketOptions bucket,
        long sizeLimit,
        long userLimit,
        long totalLimit,
        Duration expiry) {

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long MOST = 1L << 50;

    public static final Option<Boolean> ENABLED = new Option<>(
            "chat.files.enabled",
            ChannelOptions.YES_NO,
            true,
            null,
            "Whether people may send pictures, voice notes and other files.");
    public static final Option<Path> PATH = new Option<>(
            "chat.files.path",
            new OptionType.Text<>("the path of a folder", Options::path),
            null,
            null,
            "The folder of the files; it is made when it is not there. It belongs to one server, or to all nodes of one chat "
                    + "database where the engine is `redis`. Without it: `files` in the data folder, or nothing that outlives "
                    + "the server where the engine is `memory`.");
    public static final Option<Long> SIZE_LIMIT = new Option<>(
            "chat.files.size_limit",
            new OptionType.Size(1, FileOptions.LARGEST),
            10 * MIB,
            null,
            "One file; a larger one is answered 413. A proxy in front has a limit of its own.");
    public static final Option<Long> USER_LIMIT = new Option<>(
            "chat.files.user_limit",
            new OptionType.Size(1, MOST),
            GIB,
            null,
            "All files of one person together; past it another is answered 429.");
    public static final Option<Long> TOTAL_LIMIT = new Option<>(
            "chat.files.total_limit",
            new OptionType.Size(1, MOST),
            10 * GIB,
            null,
            "All files together, the same one sent twice counted once; past it another is answered 429.");
    public static final Option<Duration> EXPIRY = new Option<>(
            "chat.files.expiry",
            new OptionType.Span(Duration.ZERO, Duration.ofDays(3_650)),
            Duration.ZERO,
            null,
            "How long a file stays in the message it was sent with. `0` for as long as the message. One that was never sent "
                    + "goes after a day.");

    /// Those that say something about files that there are.
    static final List<Option<?>> LIMITS =
            List.of(PATH, SIZE_LIMIT, USER_LIMIT, TOTAL_LIMIT, EXPIRY, BucketSettings.BUCKET);
    static final List<Option<?>> ALL = List.of(ENABLED, PATH, SIZE_LIMIT, USER_LIMIT, TOTAL_LIMIT, EXPIRY);

    static FileSettings of(Settings settings, List<String> problems) {
        FileSettings ours = new FileSettings(
                settings.get(ENABLED),
                settings.orNull(PATH),
                BucketSettings.of(settings, problems),
                settings.get(SIZE_LIMIT),
                settings.get(USER_LIMIT),
                settings.get(TOTAL_LIMIT),
                settings.get(EXPIRY));
        Path path = ours.path();
        if (path != null && Files.exists(path) && !(Files.isDirectory(path) && Files.isWritable(path))) {
            problems.add(settings.source(PATH) + ": `" + PATH.name() + "`: " + path
                    + " is no folder that files can be written to");
        }
        smaller(settings, SIZE_LIMIT, USER_LIMIT, problems);
        smaller(settings, USER_LIMIT, TOTAL_LIMIT, problems);
        if (ours.bucket() != null) {
            smaller(settings, SIZE_LIMIT, BucketSettings.CACHE_SIZE, problems);
        }
        return ours;
    }

    private static void smaller(Settings settings, Option<Long> less, Option<Long> more, List<String> problems) {
        if (settings.get(less) > settings.get(more)) {
            Option<Long> blamed = settings.isSet(more) ? more : less;
            problems.add(settings.source(blamed) + ": `" + less.name() + "` (" + Amounts.size(settings.get(less))
                    + ") must not be more than `" + more.name() + "` (" + Amounts.size(settings.get(more)) + ")");
        }
    }
}
