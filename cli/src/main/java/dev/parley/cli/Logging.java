package dev.parley.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.parley.server.config.LogLevel;
import dev.parley.server.config.ServerConfig;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/// Sets the log up in code: reading it from XML would cost a third of the time to start. Whoever wants it otherwise
/// names a file with `-Dlogback.configurationFile`.
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class Logging extends ContextAwareBase implements Configurator {

    private static final ServerConfig.Log BEFORE_CONFIGURATION = new ServerConfig.Log(LogLevel.WARN, null);

    private static boolean isOwners() {
        return System.getProperty("logback.configurationFile") != null;
    }

    /// Called by Logback when the first logger is asked for.
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (isOwners()) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        apply(context, BEFORE_CONFIGURATION);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// Logs from now on as the configuration says.
    static void use(ServerConfig.Log config) {
        if (!isOwners() && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            apply(context, config);
        }
    }

    private static void apply(LoggerContext context, ServerConfig.Log config) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.setLevel(level(config.level()));
        if (config.level() == LogLevel.NONE) {
            return;
        }
        // What Netty tells at these levels is for those who work on Netty.
        context.getLogger("io.netty").setLevel(config.level() == LogLevel.TRACE ? Level.DEBUG : Level.WARN);
        // What becomes of the connections to Redis is told by us.
        context.getLogger("io.lettuce.core").setLevel(config.level() == LogLevel.TRACE ? Level.DEBUG : Level.ERROR);
        // "CompletionQueue overflow" floods when thousands hang up at once; nothing is lost by it.
        context.getLogger("io.netty.channel.uring")
                .setLevel(config.level() == LogLevel.TRACE ? Level.DEBUG : Level.ERROR);
        OutputStreamAppender<ILoggingEvent> appender = appender(config);
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        LogLine layout = new LogLine();
        layout.setContext(context);
        layout.start();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        root.addAppender(appender);
    }

    private static OutputStreamAppender<ILoggingEvent> appender(ServerConfig.Log config) {
        if (config.file() != null) {
            FileAppender<ILoggingEvent> appender = new FileAppender<>();
            appender.setFile(config.file().toString());
            return appender;
        }
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget(ConsoleTarget.SystemErr.getName());
        return appender;
    }

    private static Level level(LogLevel level) {
        return switch (level) {
            case TRACE -> Level.TRACE;
            case DEBUG -> Level.DEBUG;
            case INFO -> Level.INFO;
            case WARN -> Level.WARN;
            case ERROR -> Level.ERROR;
            case NONE -> Level.OFF;
        };
    }
}
