package dev.parley.chat.files;

import dev.parley.chat.files.s3.Bucket;
import dev.parley.chat.files.s3.BucketOptions;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.Database;
import dev.parley.chat.storage.FileCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Bytes in a bucket, which many nodes may have: `ab/cdef…` below its prefix, a thumbnail beside them as `ab/cdef….small`, as
/// in a folder, and `database` says whose files these are. They are read through a cache on this machine. Any thread; waits
/// for network and disk.
///
/// What may take minutes is sent [#ahead]. Somebody may sweep it away before it is in the catalog; so whether it is still
/// there is asked alone, and only then it is sent once more.
final class BucketBlobs implements Blobs {

    private static final String DATABASE = "database";
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{2}/[0-9a-f]{62}");
    private static final int HASH = 64;

    private final Bucket bucket;
    private final CacheFolder cache;
    private final FileCatalog catalog;
    private final Turns turns;

    private BucketBlobs(Bucket bucket, CacheFolder cache, FileCatalog catalog) {
        this.bucket = bucket;
        this.cache = cache;
        this.catalog = catalog;
        turns = new Turns(catalog);
    }

    /// Tries whether the bucket can be used.
    ///
    /// @param folder for the cache
    /// @throws FolderInUse when another process has the folder, or another database has the bucket
    static BucketBlobs open(BucketOptions options, Path folder, FileCatalog catalog) throws IOException, ChatException {
        CacheFolder cache = CacheFolder.open(folder, options.cacheSize());
        Bucket bucket = new Bucket(options);
        BucketBlobs blobs = new BucketBlobs(bucket, cache, catalog);
        boolean opened = false;
        try {
            bucket.check();
            blobs.belong(options);
            opened = true;
            return blobs;
        } finally {
            if (!opened) {
                blobs.close();
            }
        }
    }

    private void belong(BucketOptions options) throws IOException, ChatException {
        String identity = catalog.identity();
        catalog.<IOException>alone(DATABASE, () -> {
            String owner = bucket.text(DATABASE);
            if (owner == null) {
                bucket.put(DATABASE, identity + "\n");
            } else if (!owner.strip().equals(identity)) {
                throw new FolderInUse("the " + options + " has the files of another chat database");
            }
        });
    }

    private static String key(String name) {
        return name.substring(0, 2) + '/' + name.substring(2);
    }

    private static String smallOf(String hash) {
        return hash + FolderBlobs.SMALL;
    }

    @Override
    public Path unfinished(String name) {
        return cache.unfinished(name);
    }

    @Override
    public void alone(String hash, Database.Alone<IOException> work) throws IOException, ChatException {
        turns.alone(hash, work);
    }

    @Override
    public void ahead(Path unfinished, @Nullable Path small, String hash) throws IOException {
        sendUnlessThere(unfinished, hash, hash);
        if (small != null) {
            sendUnlessThere(small, smallOf(hash), FolderBlobs.hash(small));
        }
    }

    private void sendUnlessThere(Path file, String name, String sha256) throws IOException {
        if (bucket.size(key(name)) != Files.size(file)) {
            bucket.put(key(name), file, sha256);
        }
    }

    @Override
    public boolean keep(Path unfinished, String hash) throws IOException, ChatException {
        sendUnlessThere(unfinished, hash, hash);
        boolean added = !catalog.inUse(hash);
        cache.put(hash, unfinished);
        return added;
    }

    @Override
    public void keepSmall(Path unfinished, String hash) throws IOException {
        sendUnlessThere(unfinished, smallOf(hash), FolderBlobs.hash(unfinished));
        cache.put(smallOf(hash), unfinished);
    }

    @Override
    public @Nullable Path of(String hash) throws IOException {
        return cache.get(hash, (to, size) -> {
            if (!bucket.get(key(hash), to, size)) {
                return false;
            }
            if (!FolderBlobs.hash(to).equals(hash)) {
                throw new IOException("the object " + key(hash) + " is not what was sent to the bucket");
            }
            return true;
        });
    }

    @Override
    public @Nullable Path small(String hash) throws IOException {
        return cache.get(smallOf(hash), (to, size) -> bucket.get(key(smallOf(hash)), to, size));
    }

    @Override
    public long remove(String hash) throws IOException {
        removeCopy(hash);
        bucket.remove(key(smallOf(hash)));
        long size = bucket.size(key(hash));
        bucket.remove(key(hash));
        return Math.max(0, size);
    }

    /// As the catalog says: there are fewer objects than that only for the moment between two looks.
    @Override
    public long bytes() throws ChatException {
        return catalog.bytes();
    }

    @Override
    public void each(Consumer<String> hashes) throws IOException {
        bucket.each(key -> {
            if (KEY.matcher(key).matches()) {
                hashes.accept(key.replace("/", ""));
            }
        });
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public List<String> copies() {
        return cache.names().stream()
                .map(name -> name.substring(0, HASH))
                .distinct()
                .toList();
    }

    @Override
    public void removeCopy(String hash) throws IOException {
        cache.remove(hash);
        cache.remove(smallOf(hash));
    }

    @Override
    public void close() throws IOException {
        bucket.close();
        cache.close();
    }
}
