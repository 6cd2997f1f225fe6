/**
 * The view of a node for people: {@code /_cluster}, its description of itself and its peers, and {@code /_console/}, the
 * web page that shows it. This package only reads: the page deletes instances through the API, as any client does.
 */
@NullMarked
package hera.registry.console;

import org.jspecify.annotations.NullMarked;
