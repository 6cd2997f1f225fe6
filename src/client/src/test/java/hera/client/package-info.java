/** Tests of the client, most of them on virtual time against nodes in memory. */
@NullMarked
package hera.client;

import org.jspecify.annotations.NullMarked;
