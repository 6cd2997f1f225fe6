/**
 * The door of a secured node: {@link hera.registry.access.AccessGuard} asks {@link hera.foundation.access.AccessControl}
 * about each request, by the path that the router has read, and says no. It also ends what a credential holds open when
 * the credential ends, looks at the tokens' file, and writes down who was denied. An open node has nothing of it.
 */
@NullMarked
package hera.registry.access;

import org.jspecify.annotations.NullMarked;
