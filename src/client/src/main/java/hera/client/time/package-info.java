/**
 * Time, chance and threads. {@link hera.client.time.ClientMachine} is the only class of the client that reads a clock, draws
 * chance or starts a thread; all others get them as arguments, so that tests run them in virtual time. No part of the
 * API.
 */
@NullMarked
package hera.client.time;

import org.jspecify.annotations.NullMarked;
