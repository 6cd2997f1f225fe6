/** The program: main, the table of commands, and the composition of a sidecar with a gossip node of the registry. */
@NullMarked
package hera;

import org.jspecify.annotations.NullMarked;
