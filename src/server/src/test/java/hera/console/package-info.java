/** Tests of the console without a browser. */
@NullMarked
package hera.console;

import org.jspecify.annotations.NullMarked;
