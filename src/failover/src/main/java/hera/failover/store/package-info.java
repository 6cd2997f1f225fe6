/**
 * The port to a database: the steps that a session takes there, each of which may fail with <em>no</em> or with
 * <em>unknown</em>, and the rows that it reads. A store decides nothing by time and needs no clock; it only compares
 * and sets.
 */
@NullMarked
package hera.failover.store;

import org.jspecify.annotations.NullMarked;
