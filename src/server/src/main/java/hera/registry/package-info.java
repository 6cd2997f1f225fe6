/**
 * The registry as a program: its command, the composition of a node from the packages below, its lifecycle, health,
 * banner and {@code --check}. {@link hera.registry.RegistryNode} is the entry for programs that embed a node.
 */
@NullMarked
package hera.registry;

import org.jspecify.annotations.NullMarked;
