package hera.registry.gossip.transport;

import hera.foundation.tls.NodeTls;

/**
 * The TLS between peers. A type of its own, because whoever looks at the fields and parameters of a bean loads their types, and
 * a node of plain HTTP loads none of the classes of TLS.
 *
 * @param node by which this node and its peers prove their names to each other
 */
public record PeerTls(NodeTls node) {}
