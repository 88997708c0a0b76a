package dev.parley.e2e.files;

import dev.parley.chat.files.s3.Bucket;
import dev.parley.chat.files.s3.BucketOptions;
import dev.parley.e2e.Node;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// A store with one bucket, which can go away and come back with what it has.
final class S3Server implements AutoCloseable {

    static final String BUCKET = "parley-files";
    static final String KEY = "S3RVER";

    private final Path folder;
    private Process process;
    private int port;

    S3Server(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        start();
    }

    void start() throws IOException, InterruptedException {
        // its tokens for the next page are made with an old cipher
        process = Node.start(
                "--openssl-legacy-provider", "s3-server.mjs", folder.toString(), String.valueOf(port), BUCKET);
        port = Integer.parseInt(Node.firstLine(process));
    }

    void stop() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    BucketOptions options(String prefix, long cacheSize) {
        return new BucketOptions(BUCKET, URI.create(endpoint()), "us-east-1", KEY, KEY, prefix, true, cacheSize);
    }

    /// All objects below a prefix.
    Set<String> keys(String prefix) throws IOException {
        Set<String> keys = new TreeSet<>();
        try (Bucket bucket = new Bucket(options(prefix, 1))) {
            bucket.each(keys::add);
        }
        return keys;
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
