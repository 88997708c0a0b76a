package dev.parley.chat.files.s3;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// A bucket, and how it is reached.
///
/// @param name of the bucket
/// @param endpoint of the store, or null for Amazon's in the region
/// @param prefix of the keys of all objects: empty, or with `/` at its end
/// @param pathStyle whether the bucket stands in the path of a request, rather than in the name of the host
/// @param cacheSize bytes that copies may have on this machine
public record BucketOptions(
        String name,
        @Nullable URI endpoint,
        String region,
        String accessKey,
        String secretKey,
        String prefix,
        boolean pathStyle,
        long cacheSize) {

    public BucketOptions {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("a prefix ends with /");
        }
        if (cacheSize < 1) {
            throw new IllegalArgumentException("a cache has room for something");
        }
    }

    /// Where it is, in words, without a secret.
    @Override
    public String toString() {
        return "bucket " + name + " at " + store();
    }

    String store() {
        return endpoint == null ? "AWS in " + region : endpoint.toString();
    }
}
