/**
 * A sidecar's console, the web page at its debug address, and what the page cannot ask itself: {@link
 * hera.sidecar.console.PeerViews}, the ring as each other member sees it.
 */
@NullMarked
package hera.sidecar.console;

import org.jspecify.annotations.NullMarked;
