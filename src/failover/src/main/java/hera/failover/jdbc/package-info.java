/**
 * The store in an SQL database: PostgreSQL, or an SQLite file. Each step is one statement or one transaction that
 * compares and sets; {@code JdbcStore} has them, {@code Dialect} what the two databases say differently,
 * {@code Connections} the connections with their time limits, and a bell for each.
 */
@NullMarked
package hera.failover.jdbc;

import org.jspecify.annotations.NullMarked;
