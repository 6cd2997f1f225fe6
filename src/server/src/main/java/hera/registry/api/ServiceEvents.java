package hera.registry.api;

import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.foundation.server.ByteSink;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.registry.replica.Instance;
import hera.registry.replica.InstanceView;
import hera.registry.replica.Replica;
import hera.registry.replica.ServiceView;
import hera.registry.wire.InstanceFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service as events, for all streams that follow it. It keeps the state that they have been brought to, and at each
 * step finds what is different now: a step is made and written out once, whatever the number of streams and however
 * often an instance changed in between. Safe for use by many threads.
 */
final class ServiceEvents {
    private static final Logger log = LoggerFactory.getLogger(ServiceEvents.class);

    /** What a reader may be behind by, beside twice the service's own size: who is further behind is cut off. */
    static final long MOST_UNWRITTEN = 1 << 20;

    private static final int ENTRY_OVERHEAD = 8;

    private final Replica replica;
    private final ServiceName service;
    private final EventText text;
    private final Clock clock;
    private final EventHistory journal;

    // Guarded by this.
    private final Set<Stream> streams = new LinkedHashSet<>();
    private final Map<InstanceId, byte[]> state = new HashMap<>();
    private long version;
    private long bytes;
    private int holds;
    private boolean started;
    private byte @Nullable [] snapshot;

    /** @param journalBytes how much of the past may be kept, asked at each step */
    ServiceEvents(Replica replica, ServiceName service, EntityTags tags, Clock clock, LongSupplier journalBytes) {
        this.replica = replica;
        this.service = service;
        this.text = new EventText(tags);
        this.clock = clock;
        this.journal = new EventHistory(journalBytes);
    }

    /** One client, and what it wants to see. */
    static final class Stream {
        private final InstanceFilter where;
        private final ByteSink sink;

        Stream(InstanceFilter where, ByteSink sink) {
            this.where = where;
            this.sink = sink;
        }
    }

    /**
     * What became of one instance in a step.
     *
     * @param before null for one that was not there
     * @param after null for one that is no more
     */
    @SuppressWarnings("ArrayRecordComponent") // shared and never compared
    record Change(InstanceId id, byte @Nullable [] before, byte @Nullable [] after) {
        boolean wasSeenBy(InstanceFilter where) {
            return before != null && where.matches(new Instance(before));
        }

        boolean isSeenBy(InstanceFilter where) {
            return after != null && where.matches(new Instance(after));
        }
    }

    /** Keeps the feed going until it is let go as often. */
    synchronized void hold() {
        holds++;
    }

    synchronized void letGo() {
        holds--;
    }

    synchronized boolean isIdle() {
        return holds == 0;
    }

    synchronized boolean isWithoutStreams() {
        return streams.isEmpty();
    }

    /** Begins a stream: with what it missed since the cursor where that is known, else with all there is. */
    synchronized Stream join(InstanceFilter where, ByteSink sink, @Nullable String lastCursor) {
        moveOn();
        Stream stream = new Stream(where, sink);
        streams.add(stream);
        List<EventHistory.Step> missed = missed(where, lastCursor);
        if (missed == null) {
            sink.write(snapshot(where));
        } else {
            sink.write(EventText.COMMENT);
            missed.forEach(step -> send(stream, text.changes(step.changes(), where, step.to())));
        }
        return stream;
    }

    synchronized void leave(Stream stream) {
        streams.remove(stream);
    }

    /** Finds what has changed, and writes it out. */
    synchronized void moveOn() {
        Moment now = clock.now();
        if (holds == 0 || replica.version(service, now) == version) {
            return;
        }
        ServiceView view = replica.service(service, now);
        List<Change> changes = take(view);
        EventHistory.Step step = new EventHistory.Step(version, view.version(), changes);
        version = view.version();
        snapshot = null;
        if (started) {
            journal.add(step);
        }
        started = true;
        Map<InstanceFilter, byte[]> rendered = new HashMap<>();
        for (Iterator<Stream> all = streams.iterator(); all.hasNext(); ) {
            Stream stream = all.next();
            if (stream.sink.unwritten() > MOST_UNWRITTEN + 2 * bytes) {
                all.remove();
                stream.sink.cut();
                log.debug("event=stream-cut service={} streams={}", service, streams.size());
            } else {
                send(stream, rendered.computeIfAbsent(stream.where, where -> text.changes(changes, where, step.to())));
            }
        }
    }

    /** Shows each stream's client that it lives. */
    synchronized void comment() {
        streams.forEach(stream -> stream.sink.write(EventText.COMMENT));
    }

    /** Ends all streams. */
    synchronized void finish() {
        streams.forEach(stream -> stream.sink.finish());
        streams.clear();
    }

    private static void send(Stream stream, byte[] events) {
        if (events.length > 0) {
            stream.sink.write(events);
        }
    }

    private byte[] snapshot(InstanceFilter where) {
        if (!where.isEverything()) {
            return text.snapshot(state, where, version);
        }
        byte[] whole = snapshot;
        if (whole == null) {
            whole = text.snapshot(state, where, version);
            snapshot = whole;
        }
        return whole;
    }

    private @Nullable List<EventHistory.Step> missed(InstanceFilter where, @Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        return cursor.equals(text.cursor(version, where))
                ? List.of()
                : journal.since(from -> cursor.equals(text.cursor(from, where)));
    }

    /** Makes the state what the view shows; answers the differences. */
    private List<Change> take(ServiceView view) {
        List<Change> changes = new ArrayList<>();
        for (InstanceView instance : view.instances()) {
            byte[] after = instance.instance().json();
            byte[] before = state.put(instance.id(), after);
            if (before != after && !Arrays.equals(before, after)) {
                changes.add(new Change(instance.id(), before, after));
                bytes += size(instance.id(), after) - size(instance.id(), before);
            }
        }
        if (state.size() > view.instances().size()) {
            Set<InstanceId> live = new HashSet<>();
            view.instances().forEach(instance -> live.add(instance.id()));
            for (Iterator<Map.Entry<InstanceId, byte[]>> all = state.entrySet().iterator(); all.hasNext(); ) {
                Map.Entry<InstanceId, byte[]> entry = all.next();
                if (!live.contains(entry.getKey())) {
                    all.remove();
                    changes.add(new Change(entry.getKey(), entry.getValue(), null));
                    bytes -= size(entry.getKey(), entry.getValue());
                }
            }
        }
        return changes;
    }

    static long size(InstanceId id, byte @Nullable [] instance) {
        return instance == null ? 0 : ENTRY_OVERHEAD + id.utf8().length + (long) instance.length;
    }
}
