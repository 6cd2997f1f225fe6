/** The program: main and the table of commands. */
@NullMarked
package hera;

import org.jspecify.annotations.NullMarked;
