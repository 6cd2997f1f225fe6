/**
 * The door of the proxy core's ports: certificates and keys as its connections need them, and what of a request the guard looks
 * at.
 */
@NullMarked
package hera.foundation.forward.door;

import org.jspecify.annotations.NullMarked;
