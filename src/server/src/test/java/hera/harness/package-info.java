/**
 * The furniture of the tests of all systems: nodes inside the test's JVM and as processes of the built jar, clients, raw connections,
 * free ports, a browser, Prometheus, hosts in network namespaces.
 */
@NullMarked
package hera.harness;

import org.jspecify.annotations.NullMarked;
