/**
 * What the requests of one client have in common: {@link hera.sidecar.key.KeyRule} says where a request's key stands,
 * {@link hera.sidecar.key.TrustedProxies} who the client is when proxies are in front. Pure functions of a request's
 * head and the address that it came from.
 */
@NullMarked
package hera.sidecar.key;

import org.jspecify.annotations.NullMarked;
