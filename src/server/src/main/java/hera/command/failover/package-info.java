/**
 * The command {@code hera failover}: runs a program exactly while this process is master of a name, and shows or changes
 * who is.
 *
 * <pre>
 *   Supervisor  --- a socket: pings, validity --->  Watcher (a process of its own)  --- starts, ends --->  CMD
 *       |                                              ends CMD when validity ends, or the supervisor
 *   hera.failover  --- the store
 * </pre>
 *
 * <p>{@code hera failover-store} is a database for trying this out, {@code hera failover-demo} two samples. No Spring, and no server: it starts as fast as the other commands.
 */
@NullMarked
package hera.command.failover;

import org.jspecify.annotations.NullMarked;
