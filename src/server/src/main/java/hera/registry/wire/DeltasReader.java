package hera.registry.wire;

import static hera.foundation.json.MalformedInputException.Reason.BAD_NAME;
import static hera.foundation.json.MalformedInputException.Reason.BAD_SHAPE;
import static hera.foundation.json.MalformedInputException.Reason.BAD_TIMESTAMP;

import hera.foundation.json.JsonScanner;
import hera.foundation.json.JsonText;
import hera.foundation.json.LogSafe;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.registry.replica.Cursor;
import hera.registry.replica.Delta;
import hera.registry.replica.Deltas;
import hera.registry.replica.Digest;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.OriginDeltas;
import hera.registry.replica.TimestampRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A reader of one page of deltas: a single pass that checks each tuple as soon as its end is found (rule 9). */
final class DeltasReader {
    private static final long NOTHING = -1;

    private final byte[] page;
    private final JsonScanner json;
    private final Tuple tuple;
    private final long latest;
    private final InstanceReader instances;
    private final WireNames names;

    private final Map<NodeName, Part> parts = new LinkedHashMap<>();
    private final List<RejectedTuple> rejected = new ArrayList<>();
    private final Map<MalformedInputException.Reason, Integer> rejectedFor =
            new EnumMap<>(MalformedInputException.Reason.class);

    // The service of the previous tuple: most tuples have the same one.
    private int serviceFrom;
    private int serviceTo;
    private @Nullable ServiceName service;

    /** @param latest the greatest valid timestamp */
    DeltasReader(byte[] page, PageFormat form, long latest, InstanceReader instances, WireNames names) {
        this.page = page;
        this.json = new JsonScanner(page, 0, page.length);
        this.tuple = new Tuple(page, json, form);
        this.latest = latest;
        this.instances = instances;
        this.names = names;
    }

    /** One origin's part of the page, as far as it is read. */
    private static final class Part {
        final List<Delta> deltas = new ArrayList<>();
        final List<TimestampRange> gaps = new ArrayList<>();
        long upTo = NOTHING;

        void noteGap(long from, long upTo) {
            if (upTo > from) {
                gaps.add(new TimestampRange(from, upTo));
            }
        }

        OriginDeltas from(Cursor cursor) {
            sort(deltas);
            return new OriginDeltas(cursor, deltas, upTo, gaps);
        }
    }

    DecodedPage read(Digest asked, boolean more) throws MalformedInputException {
        if (!json.take('{')) {
            throw new MalformedInputException(BAD_SHAPE, "a page of deltas must be a JSON object");
        }
        if (!json.take('}')) {
            do {
                origin();
            } while (json.more('}'));
        }
        json.end();
        Map<NodeName, OriginDeltas> origins = new LinkedHashMap<>();
        parts.forEach((origin, part) -> {
            Cursor cursor = asked.cursor(origin);
            if (cursor != null && part.upTo != NOTHING) {
                origins.put(origin, part.from(cursor));
            }
        });
        return new DecodedPage(new Deltas(origins, more), List.copyOf(rejected), rejectedFor);
    }

    private static void sort(List<Delta> deltas) {
        long last = -1;
        for (Delta delta : deltas) {
            if (delta.timestamp() < last) {
                deltas.sort(Comparator.comparingLong(Delta::timestamp));
                return;
            }
            last = delta.timestamp();
        }
    }

    private void origin() throws MalformedInputException {
        int nameEnd = json.name();
        int nameFrom = json.from();
        MalformedInputException flaw = json.takeFlaw();
        if (!json.take('[')) {
            throw new MalformedInputException(
                    BAD_SHAPE, "an origin must have an array of tuples, at byte " + json.at());
        }
        if (json.take(']')) {
            return;
        }
        if (flaw != null) {
            skipTuples("", flaw);
            return;
        }
        String name = JsonText.unquote(page, nameFrom, nameEnd);
        NodeName origin;
        try {
            origin = WireNames.node(name);
        } catch (MalformedInputException badName) {
            skipTuples(LogSafe.of(name), badName);
            return;
        }
        readTuples(origin);
    }

    private void readTuples(NodeName origin) throws MalformedInputException {
        Part part = parts.computeIfAbsent(origin, any -> new Part());
        do {
            int from = scanTuple();
            try {
                part.deltas.add(judge(origin, part));
            } catch (MalformedInputException e) {
                reject(origin.value(), from, e);
            }
        } while (json.more(']'));
    }

    private void skipTuples(String shownOrigin, MalformedInputException why) throws MalformedInputException {
        do {
            int from = scanTuple();
            json.takeFlaw();
            reject(shownOrigin, from, why);
        } while (json.more(']'));
    }

    private int scanTuple() throws MalformedInputException {
        json.peek();
        int from = json.at();
        tuple.scan();
        return from;
    }

    private void reject(String origin, int position, MalformedInputException why) {
        rejectedFor.merge(why.reason(), 1, Integer::sum);
        if (rejected.size() < DecodedPage.MAX_REJECTED) {
            rejected.add(
                    new RejectedTuple(origin, why.reason(), "tuple at byte " + position + ": " + why.getMessage()));
        }
    }

    private Delta judge(NodeName origin, Part part) throws MalformedInputException {
        MalformedInputException flaw = json.takeFlaw();
        Tuple.Kind kind = tuple.kind();
        long timestamp = timestamp(kind.timestamp);
        long before = part.upTo;
        part.upTo = Math.max(before, timestamp);
        if (flaw != null) {
            throw flaw;
        }
        Tuple.Meta meta = tuple.meta();
        if (Math.max(meta.since(), meta.after() + 1) > timestamp) {
            throw new MalformedInputException(
                    BAD_TIMESTAMP, "since must not be greater than the timestamp, and after must be less");
        }
        if (meta.after() != Tuple.Meta.NO_GAP) {
            part.noteGap(before == NOTHING || before > timestamp ? 0 : before, meta.after());
        }
        ServiceName serviceName = service();
        boolean ofNodes = serviceName.equals(ServiceName.NODES);
        InstanceId id = (ofNodes ? WireNames.ANY : names).instance(tuple.string(1, "an instance id"));
        if (!ofNodes) {
            WireNames.checkReserved(serviceName);
        } else if (!id.toString().equals(origin.value())) {
            throw new MalformedInputException(BAD_NAME, "a node must register nobody but itself");
        }
        return switch (kind) {
            case PUT -> {
                long since = meta.since() == Delta.UNKNOWN_SINCE ? timestamp : meta.since();
                InstanceContent instance = ofNodes ? description() : instance();
                yield new Delta.Put(serviceName, id, instance, timestamp, since, meta.ageMillis(), meta.ttlMillis());
            }
            case TOUCH -> new Delta.Touch(serviceName, id, timestamp, meta.since(), meta.ageMillis());
            case DELETION -> new Delta.Deletion(serviceName, id, timestamp, meta.ageMillis(), meta.ttlMillis());
        };
    }

    private long timestamp(int member) throws MalformedInputException {
        long timestamp = JsonText.unsigned(page, tuple.from(member), tuple.to(member));
        if (timestamp < 0) {
            throw new MalformedInputException(BAD_TIMESTAMP, "its timestamp must be an integer, 0 or more");
        }
        if (timestamp > latest) {
            throw new MalformedInputException(
                    BAD_TIMESTAMP, "its timestamp %d is more than a day ahead".formatted(timestamp));
        }
        return timestamp;
    }

    private ServiceName service() throws MalformedInputException {
        int from = tuple.from(0);
        int to = tuple.to(0);
        ServiceName last = service;
        if (last != null && Arrays.equals(page, from, to, page, serviceFrom, serviceTo)) {
            return last;
        }
        ServiceName read = names.service(tuple.string(0, "a service name"));
        service = read;
        serviceFrom = from;
        serviceTo = to;
        return read;
    }

    /**
     * Checks a node's description of itself, which goes into logs, terminals and requests: an invalid one is rejected
     * as a whole.
     */
    private InstanceContent description() throws MalformedInputException {
        InstanceContent said = instance();
        if (NodeDescription.parse(said) == null) {
            throw new MalformedInputException(BAD_SHAPE, "a node must say its host, port and version, and nothing odd");
        }
        return said;
    }

    private InstanceContent instance() throws MalformedInputException {
        return instances.extract(page, tuple.from(2), tuple.to(2), tuple.spaces(2), tuple.deepest(2));
    }
}
