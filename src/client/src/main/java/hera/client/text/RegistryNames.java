package hera.client.text;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The names that nodes accept, and their spelling in a path. */
public final class RegistryNames {
    private static final int MOST_BYTES = 255;
    private static final String HEX = "0123456789ABCDEF";
    private static final Set<String> RESERVED = Set.of("actuator", "eureka", "livez", "readyz");

    private RegistryNames() {}

    /**
     * Returns a service's name.
     *
     * @throws IllegalArgumentException if no service can be called so
     */
    public static String checkedService(String name) {
        if (name.startsWith("_") || RESERVED.contains(name)) {
            throw new IllegalArgumentException("the service name '" + LogText.of(name) + "' is reserved");
        }
        return checked("a service name", name);
    }

    /**
     * Returns an instance's id.
     *
     * @throws IllegalArgumentException if no instance can be called so
     */
    public static String checkedId(String id) {
        return checked("an id", id);
    }

    private static String checked(String what, String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "%s must have 1 to %d bytes of UTF-8, not %d".formatted(what, MOST_BYTES, length));
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    what + " must be without control characters, not '" + LogText.of(name) + "'");
        }
        return name;
    }

    /** Returns the path of a service. */
    public static String path(String service) {
        return "/" + encoded(service);
    }

    /** Returns the path of an instance. */
    public static String path(String service, String id) {
        return path(service) + "/" + encoded(id);
    }

    /** All but the unreserved characters of RFC 3986 are encoded; names of dots, which are segments of their own, too. */
    private static String encoded(String name) {
        boolean dots = name.equals(".") || name.equals("..");
        StringBuilder encoded = new StringBuilder(name.length() + 16);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= '0' && b <= '9')
                    || (b == '.' && !dots)
                    || "-_~".indexOf(b) >= 0;
            if (plain) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt(b >> 4 & 0xF)).append(HEX.charAt(b & 0xF));
            }
        }
        return encoded.toString();
    }
}
