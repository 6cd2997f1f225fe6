/**
 * An HTTP/1.1 proxy core on Netty's transport: a request in, a target chosen by a {@link
 * hera.foundation.forward.Route}, bodies streamed both ways with back-pressure, interim answers, trailers, tunnels,
 * time limits, a pool of connections, and the rules for sending a request again. It knows no ring, no key, no queue and
 * no registry.
 *
 * <p>A client's connection, its exchange and the connection behind it live on one event loop, so nothing here is
 * locked. Messages are read by the pure parsers of {@link hera.foundation.forward.message}.
 *
 * <pre>
 *   Forwarder -- Listener -- FrontConnection -- ProxyExchange -- BackConnection -- Pool
 *                                  |               |              |
 *                       HeadReader, BodyReader   Route   HeadReader, BodyReader
 * </pre>
 */
@NullMarked
package hera.foundation.forward;

import org.jspecify.annotations.NullMarked;
