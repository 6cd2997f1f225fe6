/**
 * The shares of clients in what a server has to give: connections, requests a second, requests that wait. A client is a name
 * here; who it is, the server says.
 */
@NullMarked
package hera.foundation.clients;

import org.jspecify.annotations.NullMarked;
