/**
 * The identifiers that systems share: service, instance and node names, and what a name may be made of.
 */
@NullMarked
package hera.foundation.names;

import org.jspecify.annotations.NullMarked;
