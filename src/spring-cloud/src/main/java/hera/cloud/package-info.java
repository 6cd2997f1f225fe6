/**
 * Hera for Spring Cloud: an application with this on its class path registers itself with a node of the registry, and
 * finds the services that it calls, through Spring Cloud's own interfaces. Nothing here fails, waits long or changes an
 * application's health because the registry is away.
 *
 * <pre>
 * web server, readiness, shutdown -> HeraAutoServiceRegistration -> HeraServiceRegistry -+
 * DiscoveryClient, LoadBalancer, gateways -> WatchedServices, ServiceNames --------------+-> HeraClient
 *                                                 |
 *                                                 +-> ChangePulse -> HeartbeatEvent
 * </pre>
 */
@NullMarked
package hera.cloud;

import org.jspecify.annotations.NullMarked;
