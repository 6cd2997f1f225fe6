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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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

    /**
     * The levels of this program's own loggers while it runs. Those of libraries are not here: some of them write whole requests,
     * with their secrets. A level that is set lasts until it is set again, or the process ends. Thread-safe.
     */
    public static final class Levels {
        /** The levels that can be set, the least talkative first. */
        public static final List<String> ALL = List.of("ERROR", "WARN", "INFO", "DEBUG");

        private static final org.slf4j.Logger log = LoggerFactory.getLogger(LogConfigurator.class);
        private static final String OWN = "hera";

        private final String usual;

        /** @param usual the level of all loggers for which none is set, in any case */
        public Levels(String usual) {
            this.usual = usual.toUpperCase(Locale.ROOT);
        }

        /** Returns the names of the loggers that there are, in their order. */
        public List<String> names() {
            return LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers
                    ? loggers.getLoggerList().stream()
                            .map(Logger::getName)
                            .filter(Levels::isOwn)
                            .sorted()
                            .toList()
                    : List.of();
        }

        /** Returns whether there is such a logger; none is made by asking. */
        public boolean has(String name) {
            return isOwn(name)
                    && LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers
                    && loggers.exists(name) != null;
        }

        /** Returns the level that was set for a logger, null if it has that of the one above it. */
        public @Nullable String configured(String name) {
            Level level = logger(name).getLevel();
            return level == null ? null : level.toString();
        }

        /** Returns the level that is in force for a logger. */
        public String effective(String name) {
            return logger(name).getEffectiveLevel().toString();
        }

        /**
         * Sets the level of a logger, and says so in the log.
         *
         * @param level one of {@link #ALL}; null for that of the logger above it, or the usual one where there is none
         */
        public void set(String name, @Nullable String level) {
            Logger logger = logger(name);
            String next = level == null && name.equals(OWN) ? usual : level;
            String before = effective(name);
            boolean isSaidBefore = log.isWarnEnabled();
            if (isSaidBefore) {
                say(name, next, before);
            }
            logger.setLevel(next == null ? null : Level.toLevel(next, Level.INFO));
            if (!isSaidBefore) {
                say(name, next, before);
            }
        }

        private static void say(String name, @Nullable String next, String before) {
            log.warn("event=log-level logger={} level={} before={}", name, next == null ? "as-above" : next, before);
        }

        private static boolean isOwn(String name) {
            return name.equals(OWN) || name.startsWith(OWN + ".");
        }

        private static Logger logger(String name) {
            return (Logger) LoggerFactory.getLogger(name);
        }
    }
}
