/**
 * Gossip's way over the network, both ends of it: pulls as HTTP/1.1 requests on connections that are kept, and their responses.
 * It knows what a pull and its response are, and nothing of whom to pull from or what becomes of a page.
 */
@NullMarked
package hera.registry.gossip.transport;

import org.jspecify.annotations.NullMarked;
