/**
 * How nodes come to know the same. A node pulls from its peers what they have beyond its digest, merges it and moves
 * its cursors: {@link hera.gossip.Puller} decides when and from whom, {@link hera.gossip.Intake} takes an answer in,
 * {@link hera.gossip.PeerClient} is the network. {@link hera.gossip.DeltasService} is the other side: it answers pulls,
 * and holds those that have nothing to get yet.
 */
@NullMarked
package hera.gossip;

import org.jspecify.annotations.NullMarked;
