package hera.command.secure;

import java.util.Base64;

/** Secrets of 256 bits that are recognised as Hera's tokens, by scanners of files, too. */
final class NewToken {
    private static final String PREFIX = "hera_";
    private static final int BYTES = 32;

    private NewToken() {}

    static String from(SecureEnvironment environment) {
        byte[] secret = environment.chance().apply(BYTES);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }
}
