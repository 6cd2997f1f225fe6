/**
 * Settings from files and flags: reading, places of errors, durations.
 */
@NullMarked
package hera.foundation.settings;

import org.jspecify.annotations.NullMarked;
