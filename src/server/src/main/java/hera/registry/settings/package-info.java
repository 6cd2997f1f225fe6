/**
 * The registry's settings. {@link hera.registry.settings.RegistryKeys} declares each once; a {@link
 * hera.foundation.settings.SettingsLoader} reads {@code hera.yml} and the flags, which override it, and returns a
 * checked {@link hera.registry.settings.RegistrySettings}, or one clear error.
 *
 * <p>Free of Spring, threads, clocks and the network; the only input is the one file.
 */
@NullMarked
package hera.registry.settings;

import org.jspecify.annotations.NullMarked;
