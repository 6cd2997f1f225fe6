/**
 * What a person sees of a node: {@code /_cluster}, its view of itself and its peers, and {@code /_console/}, the web page
 * that shows it. It reads and never writes; what the page deletes, it deletes through the API like anybody.
 */
@NullMarked
package hera.registry.console;

import org.jspecify.annotations.NullMarked;
