/**
 * Who may come in at a sidecar's ports: members at the members' port, by the certificates of nodes, and operators at the debug
 * address, by tokens. The clients' port asks for no credential: who may do what there, the backend decides.
 */
@NullMarked
package hera.sidecar.door;

import org.jspecify.annotations.NullMarked;
