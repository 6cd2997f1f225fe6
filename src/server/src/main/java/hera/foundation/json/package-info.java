/**
 * JSON as bytes: a scanner that checks without building objects, a buffer that splices, and what text may hold.
 */
@NullMarked
package hera.foundation.json;

import org.jspecify.annotations.NullMarked;
