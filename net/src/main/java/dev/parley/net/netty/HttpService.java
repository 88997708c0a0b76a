package dev.parley.net.netty;

import dev.parley.net.ListenOptions;
import dev.parley.net.NetworkException;
import dev.parley.net.http.HttpHandler;
import dev.parley.net.http.HttpOptions;

/// What all connections of one HTTP listener share.
///
/// @param proxies whose word on forwarded addresses is taken
record HttpService(HttpOptions options, HttpHandler handler, Admission admission, TrustedProxies proxies) {

    HttpService(ListenOptions listen, HttpOptions options, HttpHandler handler, Admission admission)
            throws NetworkException {
        this(options, handler, admission, TrustedProxies.parse(listen.trustedProxies()));
    }
}
