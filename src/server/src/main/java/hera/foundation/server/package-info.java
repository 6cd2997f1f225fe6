/**
 * The server shell: {@link hera.foundation.server.HeraServer} starts Spring Boot on this program's Tomcat for any system, with
 * problem responses, responses that are finished later, and the log.
 */
@NullMarked
package hera.foundation.server;

import org.jspecify.annotations.NullMarked;
