package hera.failover.store;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A durable task as it stands in the store.
 *
 * @param name the queue
 * @param seq its place: a task whose submission began after another's had returned has a greater one
 * @param key its key, unique among those pending
 * @param task its bytes, at most 1 MiB
 * @param attempts how often it has failed
 * @param term the greatest term that marked it; 0 if none did
 * @param aside whether it was set aside
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, and compared by its bytes
public record StoredTask(String name, long seq, String key, byte[] task, int attempts, long term, boolean aside) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredTask that
                && name.equals(that.name)
                && seq == that.seq
                && key.equals(that.key)
                && Arrays.equals(task, that.task)
                && attempts == that.attempts
                && term == that.term
                && aside == that.aside;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, seq, key, term);
    }

    @Override
    public String toString() {
        return name + "[" + seq + " " + key + " attempts=" + attempts + " term=" + term + (aside ? " aside" : "") + "]";
    }
}
