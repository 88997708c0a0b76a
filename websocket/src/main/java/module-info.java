/// WebSockets for Java programs.
module dev.parley.websocket {
    requires static org.jspecify;
    requires org.slf4j;
    requires dev.parley.protocol;
    requires transitive dev.parley.net;

    exports dev.parley.websocket;
}
