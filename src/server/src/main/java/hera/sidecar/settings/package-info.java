/**
 * A sidecar's settings: {@link hera.sidecar.settings.SidecarKeys} declares each once, as flag and as key of the file that
 * {@code -c} names; {@link hera.sidecar.settings.SidecarSettings} are all of them, checked.
 */
@NullMarked
package hera.sidecar.settings;

import org.jspecify.annotations.NullMarked;
