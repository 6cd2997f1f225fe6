/** Who this node is and whom it belongs with: its settings out of {@code hera.yml} and the command line. */
@NullMarked
package hera.cluster;

import org.jspecify.annotations.NullMarked;
