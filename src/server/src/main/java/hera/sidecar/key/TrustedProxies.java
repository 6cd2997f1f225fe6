package hera.sidecar.key;

import hera.foundation.forward.message.Fields;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The trusted proxies, and the client's address that follows from them.
 *
 * @param networks the addresses of such proxies
 * @param count how many proxies are in front, wherever they are; above 0 it takes the place of the networks
 */
public record TrustedProxies(List<AddressRange> networks, int count) {
    /** No trusted proxies: the client is the other end of the connection. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of(), 0);

    /** The proxies at loopback, RFC 1918, link-local and fc00::/7 addresses. */
    public static final TrustedProxies PRIVATE = new TrustedProxies(
            List.of(
                    AddressRange.parse("127.0.0.0/8"),
                    AddressRange.parse("::1"),
                    AddressRange.parse("10.0.0.0/8"),
                    AddressRange.parse("172.16.0.0/12"),
                    AddressRange.parse("192.168.0.0/16"),
                    AddressRange.parse("169.254.0.0/16"),
                    AddressRange.parse("fe80::/10"),
                    AddressRange.parse("fc00::/7")),
            0);

    private static final int MAX_COUNT = 100;

    /**
     * Parses {@code --trusted-proxies}: {@code none}, {@code private}, a number, or address ranges.
     *
     * @throws IllegalArgumentException naming what is none of these
     */
    public static TrustedProxies parse(String text) {
        if (text.equals("none")) {
            return NONE;
        }
        if (text.equals("private")) {
            return PRIVATE;
        }
        if (!text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int count = Integer.parseInt(text);
            if (count > MAX_COUNT) {
                throw new IllegalArgumentException("More than %d proxies in front: %s".formatted(MAX_COUNT, text));
            }
            return new TrustedProxies(List.of(), count);
        }
        List<AddressRange> networks = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            networks.add(AddressRange.parse(part.strip()));
        }
        return new TrustedProxies(List.copyOf(networks), 0);
    }

    /** Returns whether the other end of a connection is a trusted proxy. */
    public boolean trusts(InetAddress peer) {
        return count > 0 || isProxy(peer);
    }

    /** Returns the client's address as text. */
    public String client(InetAddress peer, Fields fields) {
        if (!trusts(peer)) {
            return ClientAddress.text(peer);
        }
        List<String> path = forwardedFor(fields);
        if (count > 0) {
            return counted(path, peer);
        }
        if (path.isEmpty()) {
            String real = fields.first("x-real-ip");
            InetAddress address = real == null ? null : ClientAddress.parse(real);
            return ClientAddress.text(address == null ? peer : address);
        }
        return walked(path, peer);
    }

    /** Returns the members of all X-Forwarded-For fields, joined, the client's own first. */
    public static List<String> forwardedFor(Fields fields) {
        List<String> members = new ArrayList<>();
        for (int field = fields.find("x-forwarded-for", 0);
                field >= 0;
                field = fields.find("x-forwarded-for", field + 1)) {
            for (String member : fields.value(field).split(",", -1)) {
                if (!member.isBlank()) {
                    members.add(member.strip());
                }
            }
        }
        return members;
    }

    /** Returns the text that {@link #parse} reads as these proxies. */
    @Override
    public String toString() {
        if (count > 0) {
            return Integer.toString(count);
        }
        if (equals(PRIVATE)) {
            return "private";
        }
        return networks.isEmpty()
                ? "none"
                : networks.stream().map(AddressRange::toString).collect(Collectors.joining(","));
    }

    private String counted(List<String> path, InetAddress peer) {
        if (path.isEmpty()) {
            return ClientAddress.text(peer);
        }
        InetAddress address = ClientAddress.parse(path.get(Math.max(0, path.size() - count)));
        return ClientAddress.text(address == null ? peer : address);
    }

    /**
     * Walks from the right over trusted addresses; a member that is no address ends the walk at the address before it.
     */
    private String walked(List<String> path, InetAddress peer) {
        InetAddress client = peer;
        for (int i = path.size() - 1; i >= 0; i--) {
            @Nullable InetAddress address = ClientAddress.parse(path.get(i));
            if (address == null) {
                break;
            }
            client = address;
            if (!isProxy(address)) {
                break;
            }
        }
        return ClientAddress.text(client);
    }

    private boolean isProxy(InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }
}
