/**
 * The command {@code hera failover}: runs a program exactly while this process is master of a name, and shows or
 * changes the master.
 *
 * <pre>
 *   Supervisor  --- a socket: pings, validity --->  Watcher (a process of its own)  --- starts, ends --->  CMD
 *       |                                              ends CMD when validity ends, or the supervisor
 *   hera.failover  --- the store
 * </pre>
 *
 * <p>{@code hera failover-store} is an in-memory database for first trials, {@code hera failover-demo} a sample. It
 * uses no Spring and no web server, and starts as fast as the other commands.
 */
@NullMarked
package hera.command.failover;

import org.jspecify.annotations.NullMarked;
