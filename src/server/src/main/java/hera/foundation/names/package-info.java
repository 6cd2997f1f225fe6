/** The identifiers that systems share: service, instance and node names, and the rules for a name. */
@NullMarked
package hera.foundation.names;

import org.jspecify.annotations.NullMarked;
