package hera.failover.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The durable queues of one process, each in the order of its sequence. Thread-safe. */
public final class MemoryTasks implements TaskStore {
    private final Map<String, SortedMap<Long, StoredTask>> queues = new HashMap<>(); // guarded by this, as is the next
    private long last;

    /** Makes empty queues. */
    public MemoryTasks() {}

    @Override
    public synchronized Submission submit(String name, String key, byte[] task, Duration limit) {
        SortedMap<Long, StoredTask> queue = queue(name);
        if (find(queue, key).isPresent()) {
            return Submission.PENDING;
        }
        if (queue.size() >= MAX_PENDING) {
            return Submission.FULL;
        }
        queue.put(++last, new StoredTask(name, last, key, task.clone(), 0, 0, false));
        return Submission.STORED;
    }

    @Override
    public synchronized @Nullable StoredTask markFirst(String name, long term, Duration limit) {
        Optional<StoredTask> first =
                queue(name).values().stream().filter(task -> !task.aside()).findFirst();
        if (first.isEmpty() || first.get().term() > term) {
            return first.orElse(null);
        }
        return change(first.get(), task -> with(task, task.attempts(), term, false));
    }

    @Override
    public synchronized boolean remove(String name, long seq, long term, Duration limit) {
        return marked(name, seq, term) != null && queue(name).remove(seq) != null;
    }

    @Override
    public synchronized boolean failed(StoredTask marked, boolean aside, Duration limit) {
        StoredTask present = marked(marked.name(), marked.seq(), marked.term());
        if (present == null) {
            return false;
        }
        change(present, task -> with(task, marked.attempts() + 1, task.term(), aside));
        return true;
    }

    private @Nullable StoredTask marked(String name, long seq, long term) {
        StoredTask task = queue(name).get(seq);
        return task != null && task.term() == term ? task : null;
    }

    @Override
    public synchronized long pending(String name, Duration limit) {
        return queue(name).values().stream().filter(task -> !task.aside()).count();
    }

    @Override
    public synchronized List<StoredTask> list(String name, int most, Duration limit) {
        return queue(name).values().stream().limit(most).toList();
    }

    @Override
    public synchronized boolean retry(String name, String key, Duration limit) {
        Optional<StoredTask> task = find(queue(name), key).filter(StoredTask::aside);
        task.ifPresent(found -> change(found, aside -> with(aside, 0, aside.term(), false)));
        return task.isPresent();
    }

    @Override
    public synchronized boolean drop(String name, String key, Duration limit) {
        Optional<StoredTask> task = find(queue(name), key).filter(StoredTask::aside);
        task.ifPresent(found -> queue(name).remove(found.seq()));
        return task.isPresent();
    }

    private SortedMap<Long, StoredTask> queue(String name) {
        return queues.computeIfAbsent(name, any -> new TreeMap<>());
    }

    private StoredTask change(StoredTask task, UnaryOperator<StoredTask> change) {
        StoredTask changed = change.apply(task);
        queue(task.name()).put(task.seq(), changed);
        return changed;
    }

    private static Optional<StoredTask> find(SortedMap<Long, StoredTask> queue, String key) {
        return queue.values().stream().filter(task -> task.key().equals(key)).findFirst();
    }

    private static StoredTask with(StoredTask task, int attempts, long term, boolean aside) {
        return new StoredTask(task.name(), task.seq(), task.key(), task.task(), attempts, term, aside);
    }
}
