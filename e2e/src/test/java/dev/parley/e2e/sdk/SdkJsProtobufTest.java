package dev.parley.e2e.sdk;

import org.junit.jupiter.api.Tag;

/// The npm package `centrifuge`, which speaks Protobuf.
@Tag("slow")
class SdkJsProtobufTest extends SdkJsTest {

    @Override
    JsSdk.Form form() {
        return JsSdk.Form.PROTOBUF;
    }
}
