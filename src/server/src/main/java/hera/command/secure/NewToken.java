package hera.command.secure;

import java.util.Base64;

/** A generator of tokens: 256 bits of chance, behind a prefix by which scanners of files recognise them. */
final class NewToken {
    private static final String PREFIX = "hera_";
    private static final int BYTES = 32;

    private NewToken() {}

    static String from(SecureEnvironment environment) {
        byte[] secret = environment.chance().apply(BYTES);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }
}
