package dev.parley.chat.files.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Objects by their keys, in a bucket. Any thread that may wait for the network; each call is tried three times.
///
/// Whatever fails is an [IOException] with a sentence for whoever runs the site.
public final class Bucket implements AutoCloseable {

    private static final String PROBE = "probe";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(20);

    /// For one object, all tries together.
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final int NOT_FOUND = 404;

    private final BucketOptions options;
    private final S3Client client;

    /// Connects to nothing yet.
    public Bucket(BucketOptions options) {
        this.options = options;
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(options.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(options.accessKey(), options.secretKey())))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE))
                .overrideConfiguration(how -> how.apiCallTimeout(LONGEST)
                        .defaultProfileFile(ProfileFile.aggregator().build()))
                // what every compatible store understands
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(options.pathStyle())
                        .chunkedEncodingEnabled(false)
                        .expectContinueEnabled(false)
                        .build());
        if (options.endpoint() != null) {
            builder.endpointOverride(options.endpoint());
        }
        client = builder.build();
    }

    /// Tries all that is needed of it: writes a small object, reads it, lists and deletes it.
    public void check() throws IOException {
        put(PROBE, PROBE);
        text(PROBE);
        call(() -> client.listObjectsV2(
                ask -> ask.bucket(options.name()).prefix(options.prefix()).maxKeys(1)));
        remove(PROBE);
    }

    /// @return bytes of an object, or -1 when there is none
    public long size(String key) throws IOException {
        return orAbsent(
                () -> client.headObject(ask -> ask.bucket(options.name()).key(options.prefix() + key))
                        .contentLength(),
                -1L);
    }

    /// Writes an object; when it returns, the store has it.
    ///
    /// @param sha256 64 digits, which the store checks; or null
    public void put(String key, Path file, @Nullable String sha256) throws IOException {
        PutObjectRequest.Builder request = request(key);
        if (sha256 != null) {
            request.checksumSHA256(
                    Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256)));
        }
        call(() -> client.putObject(request.build(), RequestBody.fromFile(file)));
    }

    public void put(String key, String text) throws IOException {
        call(() -> client.putObject(request(key).build(), RequestBody.fromString(text)));
    }

    private PutObjectRequest.Builder request(String key) {
        return PutObjectRequest.builder()
                .bucket(options.name())
                .key(options.prefix() + key)
                .contentType("application/octet-stream");
    }

    /// @return null when there is no such object
    public @Nullable String text(String key) throws IOException {
        return this.<@Nullable String>orAbsent(
                () -> client.getObjectAsBytes(ask -> ask.bucket(options.name()).key(options.prefix() + key))
                        .asString(StandardCharsets.UTF_8),
                null);
    }

    /// Reads an object into a file.
    ///
    /// @param size told how many bytes will come, before they do; again when it is tried again
    /// @return false when there is no such object
    public boolean get(String key, Path to, LongConsumer size) throws IOException {
        return orAbsent(
                () -> client.getObject(
                        ask -> ask.bucket(options.name()).key(options.prefix() + key), (response, in) -> {
                            size.accept(response.contentLength());
                            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
                            return true;
                        }),
                false);
    }

    /// Again, it does nothing.
    public void remove(String key) throws IOException {
        call(() -> client.deleteObject(ask -> ask.bucket(options.name()).key(options.prefix() + key)));
    }

    /// All keys, a thousand at a time.
    public void each(Consumer<String> keys) throws IOException {
        call(() -> {
            client.listObjectsV2Paginator(ask -> ask.bucket(options.name()).prefix(options.prefix()))
                    .contents()
                    .forEach(object ->
                            keys.accept(object.key().substring(options.prefix().length())));
            return true;
        });
    }

    @Override
    public void close() {
        client.close();
    }

    private <T extends @Nullable Object> T orAbsent(Supplier<T> call, T absent) throws IOException {
        try {
            return call.get();
        } catch (NoSuchKeyException none) {
            return absent;
        } catch (S3Exception failed) {
            if (failed.statusCode() == NOT_FOUND && !Problems.isNoBucket(failed)) {
                return absent;
            }
            throw new IOException(Problems.sentence(options, failed), failed);
        } catch (SdkException failed) {
            throw new IOException(Problems.sentence(options, failed), failed);
        }
    }

    private <T> T call(Supplier<T> call) throws IOException {
        try {
            return call.get();
        } catch (SdkException failed) {
            throw new IOException(Problems.sentence(options, failed), failed);
        }
    }
}
