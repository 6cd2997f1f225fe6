package hera.registry.watch;

import hera.foundation.json.LogSafe;
import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.foundation.server.ByteSink;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.registry.replica.Instance;
import hera.registry.replica.InstanceView;
import hera.registry.replica.Replica;
import hera.registry.replica.ServiceView;
import hera.registry.resource.CachedResponse;
import hera.registry.resource.EntityTags;
import hera.registry.resource.RenderRoom;
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
 * The events of one service, for all its subscribers. This keeps the state that the subscribers have been sent, and
 * compares it with the replica: a change set is made and written out once, whatever the number of subscribers and however
 * often an instance changed in between. Safe for use by many threads.
 */
final class ServiceEvents {
    private static final Logger log = LoggerFactory.getLogger(ServiceEvents.class);

    /** How many bytes a subscriber may lag by, beside twice the size of the service; one further behind is disconnected. */
    static final long MOST_UNWRITTEN = 1 << 20;

    private static final int ENTRY_OVERHEAD = 8;

    /** How often a snapshot is in memory while it is made. */
    private static final int SNAPSHOT_COPIES = 2;

    private final Replica replica;
    private final ServiceName service;
    private final EventText text;
    private final Clock clock;
    private final EventHistory history;
    private final RenderRoom room;

    // Guarded by this.
    private final Set<Subscriber> subscribers = new LinkedHashSet<>();
    private final Map<InstanceId, byte[]> state = new HashMap<>();
    private long version;
    private long bytes;
    private int references;
    private boolean started;
    private byte @Nullable [] snapshot;

    /**
     * @param room for snapshots
     * @param historyBytes how much of the past may be kept, asked at each change set
     */
    ServiceEvents(
            Replica replica,
            ServiceName service,
            EntityTags tags,
            RenderRoom room,
            Clock clock,
            LongSupplier historyBytes) {
        this.room = room;
        this.replica = replica;
        this.service = service;
        this.text = new EventText(tags);
        this.clock = clock;
        this.history = new EventHistory(historyBytes);
    }

    /** A client's stream and its filter. */
    static final class Subscriber {
        private final InstanceFilter where;
        private final ByteSink sink;

        Subscriber(InstanceFilter where, ByteSink sink) {
            this.where = where;
            this.sink = sink;
        }
    }

    /**
     * The change of one instance.
     *
     * @param before null for an instance that did not exist
     * @param after null for an instance that no longer exists
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

    /** Keeps the state current until {@link #release} was called as often. */
    synchronized void retain() {
        references++;
    }

    synchronized void release() {
        references--;
    }

    synchronized boolean isIdle() {
        return references == 0;
    }

    synchronized boolean hasNoSubscribers() {
        return subscribers.isEmpty();
    }

    /** Begins a stream with the changes since the cursor if they are still known, else with a snapshot. */
    synchronized Subscriber join(InstanceFilter where, ByteSink sink, @Nullable String lastCursor) {
        publishChanges();
        Subscriber subscriber = new Subscriber(where, sink);
        subscribers.add(subscriber);
        List<EventHistory.ChangeSet> missed = missed(where, lastCursor);
        if (missed == null) {
            byte[] all = snapshot(where);
            if (all == null) {
                subscribers.remove(subscriber);
                sink.write(EventText.refused(CachedResponse.refusal()));
                sink.finish();
            } else {
                sink.write(all);
            }
        } else {
            sink.write(EventText.COMMENT);
            missed.forEach(changeSet -> send(subscriber, text.changes(changeSet.changes(), where, changeSet.to())));
        }
        return subscriber;
    }

    synchronized void leave(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    /** Brings the state up to date and writes the difference to all subscribers. */
    synchronized void publishChanges() {
        Moment now = clock.now();
        if (references == 0 || replica.version(service, now) == version) {
            return;
        }
        ServiceView view = replica.service(service, now);
        List<Change> changes = updateState(view);
        EventHistory.ChangeSet changeSet = new EventHistory.ChangeSet(version, view.version(), changes);
        version = view.version();
        snapshot = null;
        if (started) {
            history.add(changeSet);
        }
        started = true;
        Map<InstanceFilter, byte[]> rendered = new HashMap<>();
        for (Iterator<Subscriber> all = subscribers.iterator(); all.hasNext(); ) {
            Subscriber subscriber = all.next();
            if (subscriber.sink.unwritten() > MOST_UNWRITTEN + 2 * bytes) {
                all.remove();
                subscriber.sink.abort();
                log.debug("event=stream-cut service={} streams={}", LogSafe.value(service.value()), subscribers.size());
            } else {
                send(
                        subscriber,
                        rendered.computeIfAbsent(
                                subscriber.where, where -> text.changes(changes, where, changeSet.to())));
            }
        }
    }

    /** Sends each subscriber a comment, which shows that the stream is alive. */
    synchronized void comment() {
        subscribers.forEach(subscriber -> subscriber.sink.write(EventText.COMMENT));
    }

    /** Ends all streams. */
    synchronized void finish() {
        subscribers.forEach(subscriber -> subscriber.sink.finish());
        subscribers.clear();
    }

    private static void send(Subscriber subscriber, byte[] events) {
        if (events.length > 0) {
            subscriber.sink.write(events);
        }
    }

    /** The snapshot; null where the heap has no room for it. */
    private byte @Nullable [] snapshot(InstanceFilter where) {
        byte[] whole = where.isEverything() ? snapshot : null;
        if (whole == null) {
            whole = room.make(SNAPSHOT_COPIES * bytes, () -> text.snapshot(state, where, version, bytes));
            snapshot = where.isEverything() ? whole : snapshot;
        }
        return whole;
    }

    private @Nullable List<EventHistory.ChangeSet> missed(InstanceFilter where, @Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        return cursor.equals(text.cursor(version, where))
                ? List.of()
                : history.since(from -> cursor.equals(text.cursor(from, where)));
    }

    /** Makes the state equal to the view; returns the differences. */
    private List<Change> updateState(ServiceView view) {
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
