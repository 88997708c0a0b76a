package dev.parley.e2e.sdk;

import java.io.IOException;

/// Both SDKs.
final class TwoSdks implements AutoCloseable {

    /// Which of them.
    enum Language {
        JAVASCRIPT,
        JAVA
    }

    private final JsSdk js;
    private final JavaSdk java = new JavaSdk();

    private TwoSdks(JsSdk js) {
        this.js = js;
    }

    static TwoSdks start() throws IOException, InterruptedException {
        return new TwoSdks(JsSdk.start(JsSdk.Form.JSON));
    }

    Sdk in(Language language) {
        return switch (language) {
            case JAVASCRIPT -> js;
            case JAVA -> java;
        };
    }

    @Override
    public void close() {
        js.close();
        java.close();
    }
}
