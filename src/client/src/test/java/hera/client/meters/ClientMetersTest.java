package hera.client.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ClientMeters meters = ClientMeters.find();

    @BeforeEach
    void begin() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void end() {
        meters.close();
        Metrics.removeRegistry(registry);
    }

    @ParameterizedTest
    @CsvSource({
        "200, ok",
        "204, ok",
        "304, ok",
        "404, ok",
        "301, failed",
        "400, refused",
        "413, refused",
        "429, refused",
        "503, refused"
    })
    void statusTellsTheOutcome(int status, String outcome) {
        assertThat(RequestOutcome.of(status)).hasToString(outcome);
    }

    @Test
    void nodesBeyondAHundredAreCountedAsOne() {
        for (int i = 0; i < 150; i++) {
            meters.requested("10.1.0." + i + ":3222", RequestOutcome.OK);
        }
        assertThat(registry.find("hera.client.requests").counters().stream()
                        .filter(counter ->
                                String.valueOf(counter.getId().getTag("node")).matches("10\\.1\\..*|other")))
                .hasSize(MicrometerMeters.MOST_NODES + 1);
        assertThat(registry.get("hera.client.requests")
                        .tag("node", MicrometerMeters.OTHER_NODES)
                        .counter()
                        .count())
                .isEqualTo(50);
    }

    @Test
    void aHundredListsAreMeasured() {
        for (int i = 0; i < 150; i++) {
            meters.measureInstances("service-" + i, () -> 1);
        }
        assertThat(registry.find("hera.client.instances").gauges()).hasSize(MicrometerMeters.MOST_SERVICES);
        meters.forget("service-7");
        meters.measureInstances("service-149", () -> 3);
        assertThat(registry.get("hera.client.instances")
                        .tag("service", "service-149")
                        .gauge()
                        .value())
                .isEqualTo(3);
        meters.close();
        assertThat(registry.find("hera.client.instances").gauges()).isEmpty();
    }

    @Test
    void registryThatThrowsHarmsNothing() {
        SimpleMeterRegistry closed = new SimpleMeterRegistry();
        AtomicBoolean full = new AtomicBoolean();
        closed.config().onMeterAdded(meter -> {
            if (full.get()) {
                throw new IllegalStateException("full");
            }
        });
        Metrics.addRegistry(closed); // adds the meters that other tests have left
        full.set(true);
        try {
            meters.requested("throws:1", RequestOutcome.OK);
            meters.requested("throws:1", RequestOutcome.OK);
            meters.measureInstances("throws", () -> 1);
            meters.measureAge(() -> 1);
        } finally {
            full.set(false);
            Metrics.removeRegistry(closed);
        }
    }

    @Test
    void programWithoutMicrometerHasNoMeters() throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String part : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator, -1)) {
            if (!Path.of(part).toString().contains("micrometer")) {
                classPath.add(url(part));
            }
        }
        try (URLClassLoader without =
                new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> type = without.loadClass(ClientMeters.class.getName());
            assertThat(type.getMethod("find").invoke(null))
                    .isSameAs(type.getField("NONE").get(null));
        }
    }

    private static URL url(String part) throws MalformedURLException {
        return Path.of(part).toUri().toURL();
    }
}
