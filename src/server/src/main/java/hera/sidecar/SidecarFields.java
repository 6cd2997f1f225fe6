package hera.sidecar;

import hera.foundation.forward.message.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The HTTP fields between sidecars, and from them to backends and clients. */
final class SidecarFields {
    /** On a forwarded request: the ring's name, the sender's checksum, the key's hash. Not passed on by the owner. */
    static final String FORWARD = "X-Ringpop-Forward";

    /** On the answer to a forwarded request: the owner's checksum. Not passed on by the receiver. */
    static final String RING = "X-Ringpop-Ring";

    /** On the answer to a forwarded request, if the owner has no answer of its backend: the failure. */
    static final String FAILED = "X-Ringpop-Failed";

    static final String RECEIVED_BY = "X-Ringpop-Received-By";
    static final String HANDLED_BY = "X-Ringpop-Handled-By";

    /** The random ids of the processes that a request has passed. */
    static final String VIA = "X-Ringpop-Via";

    /** The member that sends a request to the backend. */
    static final String PROXY = "X-Proxy";

    /** The most processes that a request may pass. */
    static final int MAX_VIA = 8;

    private SidecarFields() {}

    /** Returns whether only a sidecar may set the field. */
    static boolean isReserved(Fields fields, int field) {
        return fields.nameStartsWith(field, "x-ringpop-") || fields.hasName(field, "x-proxy");
    }

    /** Returns the ids in the request. */
    static List<String> via(Fields fields) {
        List<String> ids = new ArrayList<>();
        for (int field = fields.find("x-ringpop-via", 0); field >= 0; field = fields.find("x-ringpop-via", field + 1)) {
            for (String id : fields.value(field).split(",", -1)) {
                ids.add(id.strip().toLowerCase(Locale.ROOT));
            }
        }
        return ids;
    }
}
