package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RisksTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(ParleyServer.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(log);
    }

    private List<String> warnings(String... options) throws Exception {
        Started.with(options).close();
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void whereOthersReachItEachIsWarnedOf() throws Exception {
        assertThat(warnings(
                        "http_server.address", "0.0.0.0",
                        "http_api.insecure", "true",
                        "client.insecure", "true",
                        "client.allow_anonymous_connect_without_token", "true"))
                .satisfiesExactly(
                        api -> assertThat(api)
                                .startsWith("`http_api.insecure` is on, and others can reach this server: ")
                                .contains("`http_api.key`"),
                        client -> assertThat(client)
                                .startsWith("`client.insecure` is on, and others can reach this server: "));
    }

    @Test
    void whatAProxyInFrontPassesOnComesFromOthersToo() throws Exception {
        assertThat(warnings("server.trusted_proxies", "127.0.0.1", "http_api.insecure", "true"))
                .singleElement()
                .asString()
                .startsWith("`http_api.insecure`");
    }

    @Test
    void onThisMachineAloneTheyAreFine() throws Exception {
        assertThat(warnings("http_api.insecure", "true", "client.insecure", "true"))
                .isEmpty();
    }

    @Test
    void anApiThatOnlyThisMachineReachesMayBeWithoutAKey() throws Exception {
        assertThat(warnings(
                        "http_server.address", "0.0.0.0",
                        "http_server.internal_port", "0",
                        "http_api.insecure", "true",
                        "client.allow_anonymous_connect_without_token", "true"))
                .isEmpty();
    }
}
