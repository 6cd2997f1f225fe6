package hera.sidecar;

import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.RequestHead;
import hera.sidecar.key.ClientAddress;
import hera.sidecar.key.TrustedProxies;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields by which a backend learns the origin of a request: X-Forwarded-For, -Proto and -Host, and Forwarded (RFC
 * 7239). Values from an untrusted peer are dropped.
 */
final class OriginFields {
    private OriginFields() {}

    /** Returns whether the field is replaced, so that the received one is not passed on. */
    static boolean isRewritten(Fields fields, int field, boolean trusted) {
        return fields.hasName(field, "x-forwarded-for")
                || fields.hasName(field, "forwarded")
                || (!trusted
                        && (fields.hasName(field, "x-forwarded-proto") || fields.hasName(field, "x-forwarded-host")));
    }

    static void write(RequestHead request, InetAddress peer, boolean trusted, String scheme, FieldWriter to) {
        Fields fields = request.fields();
        String address = ClientAddress.text(peer);
        List<String> path = trusted ? TrustedProxies.forwardedFor(fields) : new ArrayList<>();
        path.add(address);
        to.add("X-Forwarded-For", String.join(", ", path));
        @Nullable String host = request.host();
        if (!trusted || fields.find("x-forwarded-proto", 0) < 0) {
            to.add("X-Forwarded-Proto", scheme);
        }
        if (host != null && (!trusted || fields.find("x-forwarded-host", 0) < 0)) {
            to.add("X-Forwarded-Host", host);
        }
        to.add("Forwarded", forwarded(fields, address, host, trusted, scheme));
    }

    private static String forwarded(
            Fields fields, String address, @Nullable String host, boolean trusted, String scheme) {
        StringBuilder value = new StringBuilder();
        if (trusted) {
            for (int field = fields.find("forwarded", 0); field >= 0; field = fields.find("forwarded", field + 1)) {
                value.append(fields.value(field)).append(", ");
            }
        }
        boolean quoted = address.indexOf(':') >= 0;
        value.append("for=").append(quoted ? "\"[" + address + "]\"" : address);
        if (host != null) {
            value.append(";host=\"").append(host).append('"');
        }
        return value.append(";proto=").append(scheme).toString();
    }
}
