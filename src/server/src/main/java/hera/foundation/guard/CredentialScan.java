package hera.foundation.guard;

import hera.foundation.access.PeerToken;
import hera.foundation.access.TokenStore;
import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The regular look at the tokens' file, and at what credentials hold that have ended meanwhile. */
public final class CredentialScan implements AutoCloseable {
    /** A change is in force within twice this. */
    static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(CredentialScan.class);

    private final TokenStore tokens;
    private final @Nullable PeerToken peerToken;
    private final List<Path> exposed;
    private final HeldCredentials held;
    private final Denials denials;
    private final Clock clock;
    private final SecurityCounts counts;
    private final Loop loop;

    /**
     * @param peerToken null where nodes have certificates
     * @param exposed files with secrets that others than their owner may read
     */
    public CredentialScan(
            TokenStore tokens,
            @Nullable PeerToken peerToken,
            List<Path> exposed,
            HeldCredentials held,
            Denials denials,
            Clock clock,
            Timer timer,
            SecurityCounts counts) {
        this.tokens = tokens;
        this.peerToken = peerToken;
        this.exposed = List.copyOf(exposed);
        this.held = held;
        this.denials = denials;
        this.clock = clock;
        this.counts = counts;
        this.loop = new Loop("credentials", timer, () -> INTERVAL, this::scan);
    }

    /** Warns of what others may read, and looks now and then from now on. */
    public CredentialScan start() {
        exposed.forEach(file -> log.warn("event=secrets-exposed file={} others than its owner may read it", file));
        loop.start();
        return this;
    }

    @Override
    public void close() {
        loop.stop();
    }

    /** Looks once. What is held is looked at even where the file cannot be: time goes on. */
    public void scan() {
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
        counts.reloaded(look == TokenStore.Look.LOADED);
        if (look == TokenStore.Look.LOADED) {
            log.info("event=tokens-loaded file={}", tokens.file());
        } else {
            log.error("event=tokens-not-loaded the former ones stay valid: {}", tokens.fault());
        }
    }
}
