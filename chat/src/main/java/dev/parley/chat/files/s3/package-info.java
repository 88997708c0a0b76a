/// A bucket in a store that speaks S3's protocol: Amazon's, or one of the many that are compatible.
@NullMarked
package dev.parley.chat.files.s3;

import org.jspecify.annotations.NullMarked;
