package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogLineTest {

    @Test
    void anEventIsOneLineWhateverAClientPutIntoIt() {
        assertThat(line("a\nb\r\u001b[31mc"))
                .isEqualTo("2026-11-21T09:00:00Z WARN  LogLineTest: a b  [31mc" + System.lineSeparator());
    }

    @Test
    void anExceptionFollowsWithItsTrace() {
        assertThat(line("lost", new IllegalStateException("why")))
                .contains("lost", "java.lang.IllegalStateException: why", "at dev.parley");
    }

    private static String line(String message, Throwable... thrown) {
        Logger logger = (Logger) LoggerFactory.getLogger(LogLineTest.class);
        LoggingEvent event =
                new LoggingEvent("", logger, Level.WARN, message, thrown.length == 0 ? null : thrown[0], new Object[0]);
        event.setInstant(Instant.parse("2026-11-21T09:00:00Z"));
        return new LogLine().doLayout(event);
    }
}
