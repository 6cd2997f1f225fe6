package hera.sidecar.key;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses.
 *
 * @param first its first address; an IPv4-mapped one is IPv4
 * @param bits how many leading bits all its addresses share
 */
record AddressRange(InetAddress first, int bits) {
    /**
     * Returns the range of a text like {@code 10.0.0.0/8}, or of a single address.
     *
     * @throws IllegalArgumentException naming the text, if it is none
     */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        @Nullable InetAddress address = ClientAddress.parse(slash < 0 ? text : text.substring(0, slash));
        int most = address == null ? 0 : 8 * address.getAddress().length;
        int bits = slash < 0 ? most : number(text.substring(slash + 1));
        if (address == null || bits < 0 || bits > most) {
            throw new IllegalArgumentException("'%s' is no address range like 10.0.0.0/8".formatted(text));
        }
        return new AddressRange(address, bits);
    }

    boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit & 7);
            if (((mine[bit >> 3] ^ other[bit >> 3]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return ClientAddress.text(first) + "/" + bits;
    }

    private static int number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Integer.parseInt(text) : -1;
    }
}
