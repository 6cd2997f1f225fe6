package hera.registry.watch;

import hera.foundation.json.LogSafe;
import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.foundation.server.ByteSink;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.InstanceView;
import hera.registry.replica.Replica;
import hera.registry.replica.ServiceView;
import hera.registry.resource.CachedResponse;
import hera.registry.resource.EntityTags;
import hera.registry.resource.RenderRoom;
import hera.registry.wire.InstanceFilter;
import java.util.ArrayList;
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

    /** The number of copies of a snapshot that are in memory while it is made. */
    private static final int SNAPSHOT_COPIES = 2;

    /** The number of views, or ids of the same size, in memory for each instance while the state is compared. */
    private static final int COMPARED_VIEWS = 2;

    /** The memory that an instance of the state and its change take beyond their text. */
    private static final int STATE_BYTES = 160;

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
     * @param room for the state and for snapshots
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
            return before != null && where.matches(new InstanceContent(before));
        }

        boolean isSeenBy(InstanceFilter where) {
            return after != null && where.matches(new InstanceContent(after));
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
        boolean current = publishChanges();
        Subscriber subscriber = new Subscriber(where, sink);
        subscribers.add(subscriber);
        List<EventHistory.ChangeSet> missed = current ? missed(where, lastCursor) : null;
        if (missed == null) {
            byte[] all = current ? snapshot(where) : null;
            if (all == null) {
                subscribers.remove(subscriber);
                refuse(subscriber);
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

    /**
     * Brings the state up to date and writes the difference to all subscribers. If the heap has no room for
     * that, drops the state, ends all streams and returns false.
     */
    synchronized boolean publishChanges() {
        Moment now = clock.now();
        if (references == 0 || replica.version(service, now) == version) {
            return true;
        }
        EventHistory.ChangeSet changeSet = room.makeOfViews(
                COMPARED_VIEWS * replica.views(service, 0, 0), () -> updateState(replica.service(service, now)));
        if (changeSet == null) {
            giveUp();
            return false;
        }
        publish(changeSet);
        return true;
    }

    private void publish(EventHistory.ChangeSet changeSet) {
        version = changeSet.to();
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
                                subscriber.where, where -> text.changes(changeSet.changes(), where, changeSet.to())));
            }
        }
    }

    private void giveUp() {
        subscribers.forEach(ServiceEvents::refuse);
        subscribers.clear();
        state.clear();
        history.clear();
        snapshot = null;
        started = false;
        version = 0;
        bytes = 0;
    }

    private static void refuse(Subscriber subscriber) {
        subscriber.sink.write(EventText.refused(CachedResponse.refusal()));
        subscriber.sink.finish();
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

    /** Makes the state equal to the view, and returns the differences; null where the heap has no room for them. */
    private EventHistory.@Nullable ChangeSet updateState(ServiceView view) {
        List<InstanceView> differing = new ArrayList<>();
        long differingBytes = 0;
        for (InstanceView instance : view.instances()) {
            byte[] before = state.get(instance.id());
            if (before == null || !instance.isContent(before)) {
                differing.add(instance);
                differingBytes += STATE_BYTES + instance.idLength() + instance.contentLength();
            }
        }
        List<Change> changes = room.make(differingBytes, () -> put(differing));
        if (changes == null) {
            return null;
        }
        if (state.size() > view.instances().size()) {
            removeDead(view, changes);
        }
        return new EventHistory.ChangeSet(version, view.version(), changes);
    }

    private List<Change> put(List<InstanceView> differing) {
        List<Change> changes = new ArrayList<>(differing.size());
        for (InstanceView instance : differing) {
            InstanceId id = instance.id();
            byte[] after = instance.instance().json();
            byte[] before = state.put(id, after);
            changes.add(new Change(id, before, after));
            bytes += size(id, after) - size(id, before);
        }
        return changes;
    }

    private void removeDead(ServiceView view, List<Change> changes) {
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

    static long size(InstanceId id, byte @Nullable [] instance) {
        return instance == null ? 0 : ENTRY_OVERHEAD + id.utf8().length + (long) instance.length;
    }
}
