package hera.sidecar.discovery;

import hera.foundation.http.HostPort;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The periodic poll of all sources. One that fails is polled again, and changes nothing meanwhile; its failure is
 * logged once for each different reason. Thread-safe.
 */
public final class SourceWatch {
    private static final Logger log = LoggerFactory.getLogger(SourceWatch.class);

    private final List<Loop> loops;
    private final Consumer<HostPort> found;
    private final Map<MemberSource, String> failures = new HashMap<>();

    /**
     * @param timer a timer of its own, because sources make it wait
     * @param found gets each address, again and again
     */
    public SourceWatch(List<MemberSource> sources, Timer timer, Consumer<HostPort> found) {
        this.found = found;
        this.loops = sources.stream()
                .map(source -> new Loop("members-from", timer, source::interval, () -> ask(source)))
                .toList();
    }

    public void start() {
        loops.forEach(Loop::start);
    }

    public void stop() {
        loops.forEach(Loop::stop);
    }

    private void ask(MemberSource source) {
        @Nullable String reason = null;
        try {
            Set<HostPort> addresses = source.read();
            addresses.forEach(found);
        } catch (IOException e) {
            reason = e.getMessage();
        }
        say(source, reason);
    }

    private synchronized void say(MemberSource source, @Nullable String reason) {
        @Nullable String before = reason == null ? failures.remove(source) : failures.put(source, reason);
        if (reason != null && !reason.equals(before)) {
            log.warn("event=source-failed source=\"{}\": {}", source, reason);
        } else if (reason == null && before != null) {
            log.info("event=source-answers-again source=\"{}\"", source);
        }
    }
}
