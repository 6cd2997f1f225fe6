/**
 * Commands for people: {@code hera services}, {@code get}, {@code watch}, {@code put}, {@code delete}, {@code nodes},
 * {@code diff} and {@code ring}. They see a node through HTTP only, as any outsider, and print its answers as tables or unchanged. Nothing
 * that they print of others' data can control a terminal.
 *
 * <p>They are short-lived: no Spring, no logging (but for {@code hera.command.failover}), and nothing that makes a start slow.
 */
@NullMarked
package hera.command;

import org.jspecify.annotations.NullMarked;
