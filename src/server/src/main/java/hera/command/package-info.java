/**
 * Commands for people: {@code hera services}, {@code get}, {@code watch}, {@code put}, {@code delete}, {@code nodes} and
 * {@code diff}. They are outsiders, which see a node through HTTP only and print what it answers as a table, or as it
 * came. What they print of others' data cannot steer a terminal.
 *
 * <p>They are short-lived: no Spring, no logging, and nothing that makes a start slow.
 */
@NullMarked
package hera.command;

import org.jspecify.annotations.NullMarked;
