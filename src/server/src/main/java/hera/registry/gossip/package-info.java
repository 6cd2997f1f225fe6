/**
 * How nodes come to know the same. A node pulls from its peers what they have beyond its digest, merges it and moves
 * its cursors: {@link hera.registry.gossip.Puller} decides when and from whom, {@link hera.registry.gossip.PageReceiver} takes an answer in,
 * {@link hera.registry.gossip.PeerClient} is the network. {@link hera.registry.gossip.DeltasService} is the other side: it answers pulls,
 * and holds those that have nothing to get yet.
 */
@NullMarked
package hera.registry.gossip;

import org.jspecify.annotations.NullMarked;
