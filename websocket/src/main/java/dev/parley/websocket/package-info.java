/// WebSockets for Java programs: a server, a client, handlers and groups.
///
/// ```java
/// WebSocketServer.builder()
///         .port(9000)
///         .path("/", new WebSocketHandler() {
///             public void onText(WebSocket ws, String text) {
///                 ws.send(text);
///             }
///         })
///         .start();
/// ```
///
/// **Threads.** A [WebSocket] lives on one event loop. Its handler is called there, one call at a time, and must not
/// block; with [WebSocketServer.Builder#virtualThreads] it is called on virtual threads instead, still one at a time
/// and in order, and may block. `send`, `close` and everything else on a [WebSocket] or [Group] may be called from any
/// thread.
@NullMarked
package dev.parley.websocket;

import org.jspecify.annotations.NullMarked;
