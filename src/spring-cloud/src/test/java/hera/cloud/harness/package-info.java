/** What the tests of the starter stand on: a node in memory, real nodes, applications. */
@NullMarked
package hera.cloud.harness;

import org.jspecify.annotations.NullMarked;
