/** JSON as bytes: a scanner that checks without building objects, a buffer that splices, and the rules for text. */
@NullMarked
package hera.foundation.json;

import org.jspecify.annotations.NullMarked;
