package hera.registry.gossip;

import hera.registry.replica.Digest;
import java.time.Duration;

/**
 * One question to a peer.
 *
 * @param digest what the asker has
 * @param hold how long the peer may hold the answer until it has news; zero for an answer at once
 * @param whole whether instances are to come whole and not as touches, because the asker may lack their content
 */
public record PullRequest(Digest digest, Duration hold, boolean whole) {}
