/**
 * Who may do what: tokens and their file, scopes and their patterns, and the one decision, {@link
 * hera.foundation.access.Need}. Pure: it knows no server, no clock and no registry; what has no need that a credential meets
 * is denied.
 */
@NullMarked
package hera.foundation.access;

import org.jspecify.annotations.NullMarked;
