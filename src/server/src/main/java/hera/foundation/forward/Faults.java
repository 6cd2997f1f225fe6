package hera.foundation.forward;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of internal errors. It shows no byte of any message. */
final class Faults {
    private static final Logger log = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    static void log(String side, Throwable cause) {
        log.error("event=connection-fault side={}", side, cause);
    }
}
