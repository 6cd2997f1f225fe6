/**
 * The program: the command line, and the composition of a node out of the packages below this one. The only package
 * that may use all others, and with {@code hera.loop} the only one that reads clocks, draws chance and starts threads.
 */
@NullMarked
package hera;

import org.jspecify.annotations.NullMarked;
