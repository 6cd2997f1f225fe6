/**
 * Spawn's log in an SQLite file: WAL, {@code synchronous=FULL}, one writer thread, each of whose commits takes all
 * changes that came meanwhile; large bodies in files beside it.
 */
@NullMarked
package hera.spawn.sqlite;

import org.jspecify.annotations.NullMarked;
