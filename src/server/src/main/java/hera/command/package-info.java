/**
 * Commands for people: {@code hera services}, {@code get}, {@code watch}, {@code put}, {@code delete}, {@code nodes},
 * {@code diff} and {@code ring}. They use nodes through HTTP only, as any outsider, and print responses as tables or
 * unchanged. Printed data cannot control the terminal.
 *
 * <p>They are short-lived: no Spring, no logging (except in {@code hera.command.failover}), and nothing else that slows
 * a start.
 */
@NullMarked
package hera.command;

import org.jspecify.annotations.NullMarked;
