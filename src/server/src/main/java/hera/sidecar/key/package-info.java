/**
 * The key of a request: {@link hera.sidecar.key.KeyRule} is the place where it is found, {@link
 * hera.sidecar.key.TrustedProxies} finds the client's address behind proxies. Pure functions of a request's head and
 * the address of its connection.
 */
@NullMarked
package hera.sidecar.key;

import org.jspecify.annotations.NullMarked;
