/**
 * Who may come in at Spawn's ports: the secrets that are read at the start and again when they change, TLS for both ports, and
 * the guard of the operators'. The clients' port asks for no credential: every path there belongs to the nodes.
 */
@NullMarked
package hera.spawn.door;

import org.jspecify.annotations.NullMarked;
