/**
 * The start of a sidecar as a program: its command line, {@code --check}, the addresses that are looked up before it
 * runs, and the banner.
 */
@NullMarked
package hera.sidecar.start;

import org.jspecify.annotations.NullMarked;
