/** Tests of the registry against real processes of the built jar. */
@NullMarked
package hera.registry.process;

import org.jspecify.annotations.NullMarked;
