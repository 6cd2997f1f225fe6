package hera.command.failover;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The log of the failover commands: prints to standard error the loggers that the variable {@code DEBUG} names, as in
 * {@code DEBUG=failover*}.
 */
public final class DebugLog implements SLF4JServiceProvider {
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();
    private final ILoggerFactory loggers = Line::new;

    /** Made by SLF4J. */
    public DebugLog() {}

    /**
     * Makes this the log of the process, unless another was chosen. The server's log would start more slowly and has
     * another format.
     */
    static void install() {
        if (System.getProperty("slf4j.provider") == null) {
            System.setProperty("slf4j.provider", DebugLog.class.getName());
            System.setProperty("slf4j.internal.verbosity", "WARN");
        }
    }

    /**
     * Returns whether a list such as {@code failover*,mongodb} names a logger; {@code mongodb} stands for the driver's
     * loggers.
     */
    static boolean isNamed(String logger, @Nullable String names) {
        return names != null
                && Stream.of(names.split("[,\\s]+", -1))
                        .filter(name -> !name.isEmpty())
                        .map(name -> name.equals("mongodb") ? "org.mongodb.driver.*" : name)
                        .map(name -> Stream.of(name.split("\\*", -1))
                                .map(Pattern::quote)
                                .collect(Collectors.joining(".*")))
                        .anyMatch(logger::matches);
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {}

    /** A logger that prints lines if it is named. */
    private static final class Line extends LegacyAbstractLogger implements Logger {
        private static final long serialVersionUID = 1L;

        private final boolean named;

        Line(String logger) {
            this.name = logger;
            this.named = isNamed(logger, System.getenv("DEBUG"));
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return DebugLog.class.getName();
        }

        @Override
        @SuppressWarnings("SystemOut") // this is the log, on standard error
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String message,
                @Nullable Object @Nullable [] arguments,
                @Nullable Throwable thrown) {
            String text = MessageFormatter.basicArrayFormat(message, arguments);
            System.err.println(level + " " + name + " " + text + (thrown == null ? "" : " " + thrown));
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return named;
        }

        @Override
        public boolean isInfoEnabled() {
            return named;
        }

        @Override
        public boolean isWarnEnabled() {
            return named;
        }

        @Override
        public boolean isErrorEnabled() {
            return named;
        }
    }
}
