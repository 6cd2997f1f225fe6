/** Tests of the HTTP part against real sockets. */
@NullMarked
package hera.client.http;

import org.jspecify.annotations.NullMarked;
