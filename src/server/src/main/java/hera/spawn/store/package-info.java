/**
 * Spawn's log in tables of SQL: an SQLite file (WAL, {@code synchronous=FULL}), or a PostgreSQL database. One writer thread,
 * each of whose commits takes all changes that came meanwhile; large bodies in files beside it.
 */
@NullMarked
package hera.spawn.store;

import org.jspecify.annotations.NullMarked;
