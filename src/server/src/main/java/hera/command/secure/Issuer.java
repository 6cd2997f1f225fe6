package hera.command.secure;

import hera.command.CommandFailedException;
import hera.foundation.http.PercentCodec;
import hera.foundation.tls.CertifiedKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/**
 * A CA with the means to sign certificates of nodes.
 *
 * @param ends when the CA's own certificate ends, which no certificate outlives
 */
record Issuer(Keytool keytool, CertifiedKey authority, Instant ends) {
    /** Ten years, with their leap days. */
    private static final int AUTHORITY_DAYS = 3653;

    /** The longest that a certificate of a node, or a token, is made for: a CA is always made for longer. */
    static final int MOST_DAYS = 3650;

    /** A certificate's usual life. */
    static final int USUAL_DAYS = 365;

    /** More than a certificate takes to be made. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private static final int LONGEST_COMMON_NAME = 64;
    private static final int NAME_BYTES = 4;

    static Issuer of(Keytool keytool, CertifiedKey authority) {
        return new Issuer(
                keytool, authority, authority.certificate().getNotAfter().toInstant());
    }

    /** Makes a CA; its name tells it from others in a list of those that are trusted. */
    static Issuer made(Keytool keytool, SecureEnvironment environment) throws IOException {
        String name = "Hera CA " + HexFormat.of().formatHex(environment.chance().apply(NAME_BYTES));
        return of(keytool, keytool.authority(name, AUTHORITY_DAYS));
    }

    /** Makes the certificate of a node, for so many days or as many as the CA has left. */
    CertifiedKey issue(NodeHosts node, int days, Instant now) throws IOException {
        Instant begin = now.minus(Duration.ofHours(Keytool.EARLIER_HOURS));
        long most = Duration.between(begin, ends.minus(MARGIN)).toDays();
        if (most < 1) {
            throw CommandFailedException.refused(
                    "the CA's certificate ends on %s, too soon to sign another one".formatted(ends));
        }
        String name = PercentCodec.encode(node.node().value());
        return keytool.signed(
                authority,
                name.substring(0, Math.min(LONGEST_COMMON_NAME, name.length())),
                node.alternativeNames(),
                (int) Math.min(days, most));
    }
}
