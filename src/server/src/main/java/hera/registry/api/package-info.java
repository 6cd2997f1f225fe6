/**
 * The HTTP API for services and their clients. {@link hera.registry.api.RegistryRouter} reads the path of a request and
 * calls the handler of writes or of reads; paths that begin with an underscore belong to controllers.
 *
 * <pre>
 *   RegistryRouter -> WriteHandler -> replica, watch (registrations bound to a connection)
 *                  -> ReadHandler  -> resource, watch (reads that wait, streams)
 *   WatchController -> watch (reads of many services that wait)
 *   BatchController, PrometheusController, OpenApiController -> replica
 * </pre>
 */
@NullMarked
package hera.registry.api;

import org.jspecify.annotations.NullMarked;
