package hera.spawn.queue;

import hera.spawn.log.DeadLetter;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.WriteState;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The parked writes of a node, and those of them that are to be sent again. Used on the core's thread. */
final class ParkedWrites {
    private final ArrayDeque<LoggedWrite> replays = new ArrayDeque<>();

    /** The sequences of the writes in {@link #replays}, and of one that is under way. */
    private final Set<Long> replaying = new HashSet<>();

    private final Set<Long> parked;

    ParkedWrites(Set<Long> parked) {
        this.parked = ConcurrentHashMap.newKeySet();
        this.parked.addAll(parked);
    }

    /** Returns the writes that are parked, now and whenever it is looked at. Thread-safe. */
    Set<Long> sequences() {
        return parked;
    }

    boolean has(DeadLetter letter) {
        return parked.contains(letter.write().sequence());
    }

    int size() {
        return parked.size();
    }

    void add(long sequence) {
        parked.add(sequence);
    }

    /** Sends parked writes again; one that already waits for that is sent once. */
    void replay(Collection<LoggedWrite> writes) {
        for (LoggedWrite write : writes) {
            if (parked.contains(write.sequence()) && replaying.add(write.sequence())) {
                replays.add(write);
            }
        }
    }

    /** Returns the next one to be sent again; null if there is none. */
    @Nullable
    LoggedWrite poll() {
        return replays.poll();
    }

    /** Records that one was not sent after all. */
    void putBack(LoggedWrite write) {
        replays.addFirst(write);
    }

    boolean isReplaying(long sequence) {
        return replaying.contains(sequence);
    }

    /** Drops one for an operator. */
    void remove(long sequence) {
        parked.remove(sequence);
        replaying.remove(sequence);
        replays.removeIf(write -> write.sequence() == sequence);
    }

    /**
     * Records that one was sent again.
     *
     * @param state what its exchange means, {@link WriteState#PENDING} if it failed
     * @return its state from now on: after a failure it stays parked, unless it was dropped meanwhile
     */
    WriteState replayed(long sequence, WriteState state) {
        replaying.remove(sequence);
        boolean wasDropped = !parked.contains(sequence);
        if (state != WriteState.PENDING) {
            parked.remove(sequence);
            return state;
        }
        return wasDropped ? WriteState.DROPPED : WriteState.PARKED;
    }

    /** Sends nothing more again, as the node is away. */
    void forgetReplays() {
        replays.clear();
        replaying.clear();
    }

    /** Takes over what another Spawn has done to dead letters; returns whether that is news. */
    boolean dropped(Map<Long, WriteState> letters) {
        Set<Long> gone = new HashSet<>(parked);
        gone.removeIf(sequence -> letters.get(sequence) != WriteState.DROPPED);
        gone.forEach(this::remove);
        return !gone.isEmpty();
    }
}
