package hera.gossip;

import hera.state.Digest;
import java.time.Duration;

/**
 * One question to a peer.
 *
 * @param digest what the asker has
 * @param hold how long the peer may hold the answer until it has news; zero for an answer at once
 */
public record PullRequest(Digest digest, Duration hold) {}
