/** The Java client at nodes in processes of their own, and many requests as it sends them. */
@NullMarked
package hera.registry.process.client;

import org.jspecify.annotations.NullMarked;
