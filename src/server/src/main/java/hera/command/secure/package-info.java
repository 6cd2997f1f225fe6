/**
 * {@code hera secure}: makes the folder of keys, certificates and tokens that closes a cluster, and changes it. A file is
 * written beside its place and then renamed, so no node reads half of one; keys and tokens are written to files alone and are
 * never printed. Certificates are made by the {@code keytool} of the running Java.
 */
@NullMarked
package hera.command.secure;

import org.jspecify.annotations.NullMarked;
