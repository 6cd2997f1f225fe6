/**
 * The node's configuration: its identity, its environment and the peers it is told of. {@link
 * hera.registry.settings.SettingsLoader} reads {@code hera.yml} and the flags that beat it; what comes out is a {@link
 * hera.registry.settings.NodeSettings}, checked, or one clear error.
 *
 * <p>Free of Spring, threads, clocks and the network; the only input and output is reading the one file.
 */
@NullMarked
package hera.registry.settings;

import org.jspecify.annotations.NullMarked;
