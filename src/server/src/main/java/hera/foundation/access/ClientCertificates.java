package hera.foundation.access;

import java.util.Locale;

/** Whether clients are asked for certificates. */
public enum ClientCertificates {
    /** They are not. Peers are, because they have no other credential. */
    NONE,

    /** They are, and may have a token instead. */
    OPTIONAL,

    /** No handshake succeeds without one. */
    REQUIRED;

    /** The word for it in {@code hera.yml}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ClientCertificates parse(String text) {
        for (ClientCertificates each : values()) {
            if (each.word().equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("must be none, optional or required, not '%s'".formatted(text));
    }
}
