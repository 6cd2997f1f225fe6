package hera.sidecar;

import hera.foundation.forward.message.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The fields by which sidecars speak with each other, with backends and with clients. */
final class SidecarFields {
    /** On a forward: the ring's name, the sender's checksum, the key's hash. It ends at the owner. */
    static final String FORWARD = "X-Ringpop-Forward";

    /** On the answer to a forward: the owner's checksum. It ends at the receiver. */
    static final String RING = "X-Ringpop-Ring";

    /** On the answer to a forward for which the owner has no answer of its backend: how that failed. */
    static final String FAILED = "X-Ringpop-Failed";

    static final String RECEIVED_BY = "X-Ringpop-Received-By";
    static final String HANDLED_BY = "X-Ringpop-Handled-By";

    /** The random ids of the processes that a request has come through. */
    static final String VIA = "X-Ringpop-Via";

    /** Who hands a request over to the backend. */
    static final String PROXY = "X-Proxy";

    /** As many processes as a request may come through. */
    static final int MAX_VIA = 8;

    private SidecarFields() {}

    /** Whether the field is one of those that nobody but a sidecar may set. */
    static boolean isReserved(Fields fields, int field) {
        return fields.nameStartsWith(field, "x-ringpop-") || fields.hasName(field, "x-proxy");
    }

    /** Returns the ids that the request brings. */
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
