/**
 * Spring Boot and Tomcat as this program uses them, for a server that need not be a registry: the parts of Boot, the
 * connector, problem answers, responses that are finished later, the log.
 */
@NullMarked
package hera.foundation.server;

import org.jspecify.annotations.NullMarked;
