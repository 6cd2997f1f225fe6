package hera.sidecar.start;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.server.HeraServer;
import hera.sidecar.settings.SidecarSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.Security;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** By the JVM's own times a name that is looked up each second would be 30 s old. */
class NameCacheTest {
    private static final String KNOWN = "networkaddress.cache.ttl";
    private static final String UNKNOWN = "networkaddress.cache.negative.ttl";

    private final String known = Security.getProperty(KNOWN);
    private final String unknown = Security.getProperty(UNKNOWN);

    @BeforeEach
    void asAnOperatorSetIt() {
        Security.setProperty(KNOWN, "20");
        Security.setProperty(UNKNOWN, "10");
    }

    @AfterEach
    void asItWas() {
        Security.setProperty(KNOWN, known == null ? "1" : known);
        Security.setProperty(UNKNOWN, unknown);
    }

    @Test
    void commandShortensWhatNobodySet() {
        SidecarCommand.line(NameCacheTest::notStarted, Map.of())
                .setErr(new PrintWriter(new StringWriter()))
                .execute("--policy=never");
        assertThat(Security.getProperty(UNKNOWN)).isEqualTo("1");
        assertThat(Security.getProperty(KNOWN)).as("an operator's own time").isEqualTo("20");
    }

    private static HeraServer notStarted(SidecarSettings settings, StartAddresses addresses) {
        throw new AssertionError("not started");
    }
}
