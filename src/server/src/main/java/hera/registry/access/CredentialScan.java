package hera.registry.access;

import hera.foundation.access.PeerToken;
import hera.foundation.access.TokenStore;
import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The regular look at the tokens' file, and at what credentials hold that have ended meanwhile. */
final class CredentialScan {
    /** A change is in force within twice this. */
    static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(CredentialScan.class);

    private final TokenStore tokens;
    private final @Nullable PeerToken peerToken;
    private final List<Path> exposed;
    private final HeldResponses held;
    private final Denials denials;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Loop loop;

    /**
     * @param peerToken null where nodes have certificates
     * @param exposed files with secrets that others than their owner may read
     */
    CredentialScan(
            TokenStore tokens,
            @Nullable PeerToken peerToken,
            List<Path> exposed,
            HeldResponses held,
            Denials denials,
            Clock clock,
            Timer timer,
            MeterRegistry meters) {
        this.tokens = tokens;
        this.peerToken = peerToken;
        this.exposed = List.copyOf(exposed);
        this.held = held;
        this.denials = denials;
        this.clock = clock;
        this.meters = meters;
        this.loop = new Loop("credentials", timer, () -> INTERVAL, this::scan);
        count(TokenStore.Look.LOADED, 0);
        count(TokenStore.Look.FAILED, 0);
    }

    void start() {
        exposed.forEach(file -> log.warn("event=secrets-exposed file={} others than its owner may read it", file));
        loop.start();
    }

    void stop() {
        loop.stop();
    }

    /** Looks once. What is held is looked at even where the file cannot be: time goes on. */
    void scan() {
        try {
            look();
            if (peerToken != null) {
                peerToken.look();
            }
        } finally {
            held.endInvalid(clock.now().wallMillis());
            denials.flush();
        }
    }

    private void look() {
        TokenStore.Look look = tokens.look();
        if (look == TokenStore.Look.UNCHANGED) {
            return;
        }
        count(look, 1);
        if (look == TokenStore.Look.LOADED) {
            log.info("event=tokens-loaded file={}", tokens.file());
        } else {
            log.error("event=tokens-not-loaded the former ones stay valid: {}", tokens.fault());
        }
    }

    private void count(TokenStore.Look result, int more) {
        Counter.builder("hera.security.reloads")
                .description("Changes of files of security that were seen, by whether they are in force")
                .tag("result", result == TokenStore.Look.FAILED ? "failed" : "ok")
                .register(meters)
                .increment(more);
    }
}
