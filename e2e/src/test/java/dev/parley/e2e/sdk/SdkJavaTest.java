package dev.parley.e2e.sdk;

import org.junit.jupiter.api.Tag;

/// `io.github.centrifugal:centrifuge-java`, which has no deltas and no filters.
@Tag("slow")
class SdkJavaTest extends SdkContract {

    @Override
    Sdk startSdk() {
        return new JavaSdk();
    }
}
