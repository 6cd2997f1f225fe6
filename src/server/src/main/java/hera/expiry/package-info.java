/** Frees what has expired. Readers do not depend on it: an expired instance is invisible from its very moment. */
@NullMarked
package hera.expiry;

import org.jspecify.annotations.NullMarked;
