package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.config.LogLevel;
import dev.parley.server.config.ServerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {

    private final Logger ring = LoggerFactory.getLogger("io.netty.channel.uring.CompletionQueue");

    @AfterEach
    void asBefore() {
        Logging.use(new ServerConfig.Log(LogLevel.WARN, null));
    }

    @Test
    void overflowsOfTheRingAreToldOnlyToWhoTraces() {
        Logging.use(new ServerConfig.Log(LogLevel.DEBUG, null));
        assertThat(ring.isWarnEnabled()).isFalse();
        assertThat(ring.isErrorEnabled()).isTrue();
        assertThat(LoggerFactory.getLogger("io.netty.channel").isWarnEnabled()).isTrue();

        Logging.use(new ServerConfig.Log(LogLevel.TRACE, null));
        assertThat(ring.isWarnEnabled()).isTrue();
    }
}
