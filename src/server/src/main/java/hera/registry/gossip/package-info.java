/**
 * Anti-entropy between nodes. A node pulls from its peers the writes beyond its digest, merges them and advances its
 * cursors: {@link hera.registry.gossip.Puller} decides when and from which peer, {@link
 * hera.registry.gossip.PageReceiver} merges a response, {@link hera.registry.gossip.PeerClient} is the network. {@link
 * hera.registry.gossip.DeltasService} is the other side: it answers pulls, and holds those for which there is no news.
 */
@NullMarked
package hera.registry.gossip;

import org.jspecify.annotations.NullMarked;
