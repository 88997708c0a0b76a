package dev.parley.e2e.sdk;

/// Makes clients of one SDK. Closing it ends them all.
public interface Sdk extends AutoCloseable {

    /// @param url of `/connection/websocket`
    default SdkClient client(String url) {
        return client(url, Proof.NONE);
    }

    /// @param url of `/connection/websocket`
    /// @param proof of who it is
    SdkClient client(String url, Proof proof);

    @Override
    void close();
}
