package hera.client.cluster;

import hera.client.http.Head;
import hera.client.nodes.KnownNode;
import hera.client.text.LogLimit;
import hera.client.text.LogText;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The log of what becomes of nodes: each lasting trouble once a minute, everything else for debugging only. Not
 * thread-safe.
 */
final class NodeLog {
    private static final Logger log = LoggerFactory.getLogger(NodeLog.class);
    private static final int UNAUTHORIZED = 401;

    private final LogLimit silence = new LogLimit();
    private final LogLimit environments = new LogLimit();
    private final LogLimit denials = new LogLimit();
    private String lastFailure = "none";

    void used(KnownNode node) {
        log.info("event=node-changed node={}", node);
    }

    void failed(KnownNode node, String detail) {
        lastFailure = node + ": " + detail;
        log.debug("event=node-failed node={} detail=\"{}\"", node, LogText.of(detail));
    }

    /** A node does not do what it is asked to. When it does not let this client do it, somebody must be told. */
    void refused(KnownNode node, Head head, String detail, long nowMillis) {
        boolean isDenied = head.status() == UNAUTHORIZED || head.status() == Ask.FORBIDDEN;
        log.atLevel(isDenied && denials.isDue(nowMillis) ? Level.ERROR : Level.DEBUG)
                .log("event=refused node={} status={} detail=\"{}\"", node, head.status(), LogText.of(detail));
    }

    void otherEnvironment(KnownNode node, EnvironmentFence own, long nowMillis) {
        if (environments.isDue(nowMillis)) {
            log.error("event=wrong-environment node={} own={}: nothing of its answers is used", node, own);
        }
    }

    /** None answers; the last failure tells a wrong certificate or a wrong scheme from a node that is away. */
    void noneAnswers(Collection<?> nodes, long nowMillis) {
        if (silence.isDue(nowMillis)) {
            log.warn("event=no-node-answers nodes={} last-failure=\"{}\"", nodes, LogText.of(lastFailure));
        }
    }

    void answered() {
        silence.reset();
    }
}
