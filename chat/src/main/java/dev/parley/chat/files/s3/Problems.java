package dev.parley.chat.files.s3;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Says what is wrong with a bucket, and what to do.
final class Problems {

    private Problems() {}

    static boolean isNoBucket(S3Exception failed) {
        return code(failed).equals("NoSuchBucket");
    }

    private static String code(S3Exception failed) {
        String code = failed.awsErrorDetails() == null
                ? null
                : failed.awsErrorDetails().errorCode();
        return code != null ? code : failed.statusCode() == 403 ? "AccessDenied" : "";
    }

    static String sentence(BucketOptions options, SdkException failed) {
        if (!(failed instanceof S3Exception said)) {
            return options.store() + " does not answer: " + cause(failed);
        }
        return switch (code(said)) {
            case "NoSuchBucket" -> "there is no bucket " + options.name() + " at " + options.store();
            case "InvalidAccessKeyId", "SignatureDoesNotMatch" ->
                options.store() + " does not take the access key and the secret key";
            case "AccessDenied", "AllAccessDisabled" ->
                "the access key may not do all that is needed in the " + options
                        + ": GetObject, PutObject, DeleteObject and ListBucket";
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                "the " + options + " is not in the region " + options.region();
            case "RequestTimeTooSkewed" -> "the clock of this machine is not that of " + options.store();
            case String other -> options.store() + " answers " + said.statusCode() + " " + other;
        };
    }

    private static String cause(Throwable failed) {
        Throwable deepest = failed;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getClass().getSimpleName()
                + (deepest.getMessage() == null ? "" : " (" + deepest.getMessage() + ")");
    }
}
