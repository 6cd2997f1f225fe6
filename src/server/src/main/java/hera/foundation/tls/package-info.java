/**
 * What TLS needs besides the JDK's own: certificates and keys from PEM files, with errors that name the file, and the names that
 * a certificate proves. It knows no server and loads nothing else, so that commands can use it.
 */
@NullMarked
package hera.foundation.tls;

import org.jspecify.annotations.NullMarked;
