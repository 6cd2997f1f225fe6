/**
 * The registry: its command, its settings put to work, the composition of a node out of the packages below this one,
 * health, banner and {@code --check}.
 */
@NullMarked
package hera.registry;

import org.jspecify.annotations.NullMarked;
