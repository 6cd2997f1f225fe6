package hera.client;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import hera.client.twin.MemoryNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a client logs, on virtual time. */
class ClientLogTest {
    private static final long MINUTE_MILLIS = 60_000;

    private final Logger logger = (Logger) LoggerFactory.getLogger("hera.client");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Level before = logger.getLevel();
    private final TwinWorld world = new TwinWorld(11);
    private final MemoryNode node = world.node("n1", "10.0.0.1");

    @BeforeEach
    void begin() {
        logger.setLevel(Level.INFO);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void end() {
        logger.detachAppender(lines);
        logger.setLevel(before);
    }

    private List<String> lines(Level level) {
        return lines.list.stream()
                .filter(line -> line.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void requestsAreNotLogged() {
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        client.register("web", Instance.of("h", 9000), Lease.DEFAULT);
        client.discover("web");
        client.discover("empty");
        world.run(10 * MINUTE_MILLIS);
        client.hera().beginToClose();
        world.run(5_000);
        assertThat(lines(Level.INFO))
                .hasSize(3)
                .anyMatch(line -> line.startsWith("event=node-changed"))
                .anyMatch(line -> line.startsWith("event=registered service=web"))
                .anyMatch(line -> line.startsWith("event=registration-ended service=web"));
        assertThat(lines(Level.WARN)).isEmpty();
        assertThat(lines(Level.ERROR)).isEmpty();
    }

    @Test
    void noNodeIsAWarningOnceAMinute() {
        node.kill();
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        client.register("web", Instance.of("h", 9000), Lease.DEFAULT);
        world.run(10 * MINUTE_MILLIS);
        assertThat(lines(Level.WARN))
                .hasSizeBetween(9, 11)
                .allMatch(line -> line.startsWith("event=no-node-answers") && line.contains("10.0.0.1"));
        assertThat(lines(Level.INFO)).isEmpty();
    }

    @Test
    void nodesRestartedOneAfterTheOtherAreNoWarning() {
        MemoryNode other = world.node("n2", "10.0.0.2");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1", "10.0.0.2");
        client.register("web", Instance.of("h", 9000), Lease.DEFAULT);
        client.discover("web");
        world.run(MINUTE_MILLIS);
        for (int restart = 0; restart < 20; restart++) {
            MemoryNode next = restart % 2 == 0 ? node : other;
            next.stop();
            world.run(4_000);
            next.start();
            world.run(4_000);
        }
        assertThat(lines(Level.INFO))
                .filteredOn(line -> line.startsWith("event=node-changed"))
                .hasSizeGreaterThan(10);
        assertThat(lines(Level.WARN)).isEmpty();
    }

    @Test
    void otherEnvironmentIsAnErrorOnceAMinuteAtMost() {
        node.environment("testing");
        TwinWorld.Member client = world.client(
                "10.0.0.100", builder -> builder.node("10.0.0.1:3222").environment("production"));
        client.register("web", Instance.of("h", 9000), Lease.DEFAULT);
        world.run(10 * MINUTE_MILLIS);
        assertThat(lines(Level.ERROR))
                .hasSizeBetween(2, 11)
                .allMatch(line -> line.startsWith("event=wrong-environment") && line.contains("own=production"));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void denialIsAnErrorOnceAMinuteAtMost(int status) {
        node.refuse(request -> request.method().equals("PUT") ? status : null);
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        client.register("web", Instance.of("h", 9000), Lease.DEFAULT);
        world.run(10 * MINUTE_MILLIS);
        assertThat(lines(Level.ERROR))
                .hasSizeBetween(2, 11)
                .allMatch(line -> line.startsWith("event=refused node=") && line.contains("status=" + status));
    }

    @Test
    void nodesThatDenyEverythingAreNamedWithTheirWords() {
        node.refuse(request -> 401);
        world.client("10.0.0.100", "10.0.0.1").register("web", Instance.of("h", 9000), Lease.DEFAULT);
        world.run(10 * MINUTE_MILLIS);
        assertThat(lines(Level.ERROR))
                .hasSizeBetween(2, 11)
                .allMatch(line -> line.startsWith("event=refused node=10.0.0.1:3222 status=401 detail="));
        assertThat(lines(Level.WARN))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("event=no-node-answers")
                        && line.contains("last-failure=\"10.0.0.1:3222: status 401\""));
    }

    @Test
    void nodeThatMayAwaitTlsIsNamedAsOne() {
        node.refuse(request -> 400);
        world.client("10.0.0.100", "10.0.0.1").discover("web");
        world.run(MINUTE_MILLIS);
        assertThat(lines(Level.WARN))
                .isNotEmpty()
                .allMatch(line -> line.contains("status 400; if it is secured, it is https://10.0.0.1:3222\""));
    }

    @Test
    void refusalThatPassesIsNoError() {
        node.refuse(request -> request.method().equals("PUT") ? 503 : null);
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        client.register("web", Instance.of("h", 9000), Lease.DEFAULT);
        world.run(10 * MINUTE_MILLIS);
        assertThat(lines(Level.ERROR)).isEmpty();
    }
}
