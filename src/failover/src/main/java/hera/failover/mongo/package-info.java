/**
 * The store in MongoDB: plain commands and operators only, so that every server that speaks the protocol will do. Writes are
 * acknowledged by a majority, reads go to the primary.
 */
@NullMarked
package hera.failover.mongo;

import org.jspecify.annotations.NullMarked;
