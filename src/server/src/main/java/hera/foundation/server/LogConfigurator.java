package hera.foundation.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * The configuration of the log: one event a line, with its stack trace folded into that line, on standard error,
 * because standard output is for the commands' results. It is code because reading logback's XML takes 0.3 s of CPU at
 * each start. Logback finds this class as a service; {@code -Dlogback.configurationFile} overrides it.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} node=%property{node}"
            + " %replace(%msg){'[\\r\\n]+', ' | '}%replace( %ex{30}){'\\s*[\\r\\n]+\\s*', ' | '}%nopex%n";

    /**
     * The levels of the libraries' loggers. Those that report a failed start are off, because the command prints the
     * reason in one line. Those that warn of leaked threads are off, because the server's threads end with the process.
     */
    private static final Map<String, Level> LEVELS = Map.ofEntries(
            Map.entry(Logger.ROOT_LOGGER_NAME, Level.INFO),
            Map.entry("org.springframework", Level.WARN),
            Map.entry("org.springframework.web", Level.ERROR),
            Map.entry("org.springframework.boot.SpringApplication", Level.OFF),
            Map.entry("org.springframework.boot.diagnostics", Level.OFF),
            Map.entry("org.springframework.boot.tomcat.servlet.DeferredServletContainerInitializers", Level.OFF),
            Map.entry("org.springframework.boot.web.server.servlet.context", Level.ERROR),
            Map.entry("org.apache", Level.WARN),
            Map.entry("org.apache.catalina.core.StandardService", Level.OFF),
            Map.entry("org.apache.catalina.loader", Level.ERROR),
            Map.entry("org.apache.catalina.util.LifecycleBase", Level.OFF));

    @Override
    public ExecutionStatus configure(LoggerContext loggers) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        LEVELS.forEach((name, level) -> loggers.getLogger(name).setLevel(level));
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(standardError(loggers));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Sets the value of {@code node} in each line. */
    public static void setNode(String name) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers) {
            loggers.putProperty("node", name);
        }
    }

    /**
     * Sets the level of this program's own loggers; those of libraries are unchanged.
     *
     * @param level the name of a level of logback
     */
    public static void setLevel(String level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers) {
            loggers.getLogger("hera").setLevel(Level.toLevel(level, Level.INFO));
        }
    }

    private static Appender<ILoggingEvent> standardError(LoggerContext loggers) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(loggers);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(loggers);
        appender.setName("STDERR");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
