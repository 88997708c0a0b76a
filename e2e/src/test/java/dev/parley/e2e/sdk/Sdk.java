package dev.parley.e2e.sdk;

/// Makes clients of one SDK. Closing it ends them all.
interface Sdk extends AutoCloseable {

    /// @param url of `/connection/websocket`
    SdkClient client(String url);

    @Override
    void close();
}
