package dev.parley.server.config;

import dev.parley.chat.files.s3.BucketOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The options of a bucket for the chat's files. Part of the table in [Options].
public final class BucketSettings {

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long MOST = 1L << 50;

    public static final Option<String> BUCKET = new Option<>(
            "chat.files.s3.bucket",
            text(
                    "the name of a bucket: 3 to 63 letters, digits, points, `-` and `_`",
                    "[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]"),
            null,
            null,
            "A bucket in an S3-compatible store, which has the files in place of a folder; it belongs to one chat database, and "
                    + "may have many nodes. `chat.files.path` is then where this node keeps copies: a folder of its own "
                    + "(without it: `files-cache` in the data folder, or one that is gone with the server).");
    public static final Option<URI> ENDPOINT = new Option<>(
            "chat.files.s3.endpoint",
            new OptionType.Text<>("the URL of a store: https://… or http://…", BucketSettings::endpoint),
            null,
            null,
            "Where the store is. Without it: AWS in the region.");
    public static final Option<String> REGION = new Option<>(
            "chat.files.s3.region",
            text("the name of a region, such as eu-central-1", "[a-zA-Z0-9-]{1,64}"),
            "us-east-1",
            null,
            "The region of the bucket. Stores without regions take the default.");
    public static final Option<Secret> ACCESS_KEY =
            new Option<>("chat.files.s3.access_key", Secret.TYPE, null, null, "The access key (its id).");
    public static final Option<Secret> SECRET_KEY =
            new Option<>("chat.files.s3.secret_key", Secret.TYPE, null, null, "The secret key that goes with it.");
    public static final Option<String> PREFIX = new Option<>(
            "chat.files.s3.prefix",
            text(
                    "letters, digits, `-`, `_`, `.` and `/`, with a letter or digit at the start",
                    "([A-Za-z0-9][A-Za-z0-9._/-]{0,199})?"),
            "",
            null,
            "What all keys begin with, for a bucket that has other things, too; a `/` follows.");
    public static final Option<Boolean> PATH_STYLE = new Option<>(
            "chat.files.s3.path_style",
            ChannelOptions.YES_NO,
            null,
            null,
            "Whether the bucket stands in the path (`https://store/bucket/…`) rather than in the host's name. Without it: "
                    + "yes where there is an `endpoint`.");
    public static final Option<Long> CACHE_SIZE = new Option<>(
            "chat.files.s3.cache_size",
            new OptionType.Size(MIB, MOST),
            GIB,
            null,
            "Copies on this node's disk, those read last; at least as much as one file may have.");

    /// Those that say something about a bucket that there is.
    static final List<Option<?>> DETAILS =
            List.of(ENDPOINT, REGION, ACCESS_KEY, SECRET_KEY, PREFIX, PATH_STYLE, CACHE_SIZE);
    static final List<Option<?>> ALL =
            List.of(BUCKET, ENDPOINT, REGION, ACCESS_KEY, SECRET_KEY, PREFIX, PATH_STYLE, CACHE_SIZE);

    private BucketSettings() {}

    private static OptionType<String> text(String accepted, String pattern) {
        return new OptionType.Text<>(accepted, text -> text.matches(pattern) ? text : null);
    }

    private static @Nullable URI endpoint(String text) {
        try {
            URI uri = new URI(text);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            boolean bare = uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
            return web && bare && uri.getHost() != null ? uri : null;
        } catch (URISyntaxException broken) {
            return null;
        }
    }

    /// @return null when there is none, or not all of it
    static @Nullable BucketOptions of(Settings settings, List<String> problems) {
        String bucket = settings.orNull(BUCKET);
        URI endpoint = settings.orNull(ENDPOINT);
        String region = settings.get(REGION);
        Secret access = settings.orNull(ACCESS_KEY);
        Secret secret = settings.orNull(SECRET_KEY);
        String prefix = settings.get(PREFIX);
        Boolean pathStyle = settings.orNull(PATH_STYLE);
        long cacheSize = settings.get(CACHE_SIZE);
        if (bucket == null) {
            return null;
        }
        if (access == null || secret == null) {
            for (Option<Secret> key : List.of(ACCESS_KEY, SECRET_KEY)) {
                if (settings.orNull(key) == null) {
                    problems.add(settings.source(BUCKET) + ": `" + BUCKET.name() + "` needs `" + key.name() + "`, too");
                }
            }
            return null;
        }
        return new BucketOptions(
                bucket,
                endpoint,
                region,
                access.value(),
                secret.value(),
                prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
                pathStyle == null ? endpoint != null : pathStyle,
                cacheSize);
    }
}
