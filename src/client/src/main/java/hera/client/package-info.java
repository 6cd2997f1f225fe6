/**
 * The client of Hera, a gossip service registry: registers a program with the nodes, and keeps the lists of the services
 * that it calls in memory, always current.
 *
 * <pre>{@code
 * try (HeraClient hera = HeraClient.create()) {
 *     Registration me = hera.register("web", Instance.local(9000).with("zone", "eu"));
 *     Discovery db = hera.discover("db");
 *     db.await(Duration.ofSeconds(2));
 *     Instance one = db.pick().orElseThrow();
 * }
 * }</pre>
 *
 * <p>On a host with a node nothing needs to be configured. Nothing here throws because a registry is down: registrations
 * are tried until they stand, and the last good list of a service stays. All types are safe for use by many threads,
 * virtual ones too.
 */
@NullMarked
package hera.client;

import org.jspecify.annotations.NullMarked;
