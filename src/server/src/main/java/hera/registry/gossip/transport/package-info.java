/**
 * Gossip's way over the network, both ends of it: pulls as HTTP/1.1 requests on connections that are kept, and their
 * responses. It knows pulls and their responses; it neither chooses the peers to pull from nor merges pages.
 */
@NullMarked
package hera.registry.gossip.transport;

import org.jspecify.annotations.NullMarked;
