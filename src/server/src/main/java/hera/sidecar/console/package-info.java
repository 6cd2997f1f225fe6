/**
 * A sidecar's console, the web page at its debug address, and the data that the page cannot request itself: {@link
 * hera.sidecar.console.PeerViews}, the ring as each other member sees it.
 */
@NullMarked
package hera.sidecar.console;

import org.jspecify.annotations.NullMarked;
