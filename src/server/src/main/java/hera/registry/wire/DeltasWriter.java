package hera.registry.wire;

import hera.foundation.json.JsonBuffer;
import hera.foundation.names.NodeName;
import hera.registry.replica.Delta;
import hera.registry.replica.OriginDeltas;
import hera.registry.replica.TimestampRange;
import java.util.List;

/** A writer of one page of deltas. */
final class DeltasWriter {
    private static final long NOWHERE = -1;

    private final JsonBuffer out;
    private final PageFormat form;
    private boolean anyOrigin;
    private long after = NOWHERE;

    DeltasWriter(int capacity, PageFormat form) {
        this.out = new JsonBuffer(capacity).raw('{');
        this.form = form;
    }

    byte[] end() {
        return out.raw('}').toByteArray();
    }

    void origin(NodeName origin, OriginDeltas part) {
        List<TimestampRange> gaps = part.gaps();
        if (anyOrigin) {
            out.raw(',');
        }
        anyOrigin = true;
        out.string(origin.value()).raw(":[");
        boolean any = false;
        int gap = 0;
        for (Delta delta : part.deltas()) {
            after = NOWHERE;
            while (gap < gaps.size() && gaps.get(gap).upTo() < delta.timestamp()) {
                after = gaps.get(gap++).upTo();
            }
            if (form == PageFormat.RICH || delta instanceof Delta.Put) {
                out.raw(any ? ",[" : "[");
                any = true;
                out.string(delta.service().value()).raw(',').string(delta.id().utf8());
                tuple(delta);
                out.raw(']');
            }
        }
        out.raw(']');
    }

    private void tuple(Delta delta) {
        if (delta instanceof Delta.Put put) {
            out.raw(',').raw(put.instance().json()).raw(',').number(put.timestamp());
            if (form == PageFormat.RICH) {
                meta(
                        put.ageMillis(),
                        put.ttlMillis(),
                        put.since() == put.timestamp() ? Delta.UNKNOWN_SINCE : put.since());
            }
        } else if (delta instanceof Delta.Touch touch) {
            out.raw(',').number(touch.timestamp());
            meta(touch.ageMillis(), Delta.NO_TTL, touch.since());
        } else if (delta instanceof Delta.Deletion deletion) {
            out.raw(",null,").number(deletion.timestamp());
            meta(deletion.ageMillis(), deletion.ttlMillis(), Delta.UNKNOWN_SINCE);
        }
    }

    private void meta(long ageMillis, int ttlMillis, long since) {
        out.raw(",{");
        boolean any = member(false, "\"age\":", ageMillis, Delta.UNKNOWN_AGE);
        any = member(any, "\"ttl\":", ttlMillis, Delta.NO_TTL);
        any = member(any, "\"since\":", since, Delta.UNKNOWN_SINCE);
        member(any, "\"after\":", after, NOWHERE);
        out.raw('}');
    }

    private boolean member(boolean any, String name, long value, long unsaid) {
        if (value == unsaid) {
            return any;
        }
        if (any) {
            out.raw(',');
        }
        out.raw(name).number(value);
        return true;
    }
}
