/**
 * Settings, each declared once: {@link hera.foundation.settings.Setting} gives key, flag, default, parsing and printing, and
 * errors name the file, line and key, or the flag.
 */
@NullMarked
package hera.foundation.settings;

import org.jspecify.annotations.NullMarked;
