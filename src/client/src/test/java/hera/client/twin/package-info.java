/** An in-memory registry on virtual time: nodes, names, and a network that loses, delays, cuts and parts. */
@NullMarked
package hera.client.twin;

import org.jspecify.annotations.NullMarked;
