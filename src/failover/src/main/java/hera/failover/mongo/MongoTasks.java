package hera.failover.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.ReturnDocument;
import hera.failover.store.StoredTask;
import hera.failover.store.TaskStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * The durable queues in {@code failovers.tasks}. The document of a queue whose {@code seq} is 0 is no task: it counts the
 * places that were given, so that none is given twice.
 */
final class MongoTasks implements TaskStore {
    private static final long COUNTER = 0;

    /** How often a submission is refused, by others at the same time, until its outcome is told to be unknown. */
    private static final int MOST_TRIES = 5;

    private final MongoDatabase database;
    private volatile boolean indexed;

    /** The first place of each queue at the last look for it, which is costly; it only grows. */
    private final Map<String, Long> firsts = new ConcurrentHashMap<>();

    MongoTasks(MongoDatabase database) {
        this.database = database;
    }

    private MongoCollection<Document> tasks(Duration limit) {
        MongoCollection<Document> tasks = MongoStore.within(database, limit).getCollection("failovers.tasks");
        if (!indexed) {
            IndexOptions unique = new IndexOptions().unique(true);
            tasks.createIndex(ascending("name", "seq"), unique);
            tasks.createIndex(ascending("name", "key"), unique);
            indexed = true;
        }
        return tasks;
    }

    private static Bson ofQueue(String name) {
        return and(eq("name", name), gt("seq", COUNTER));
    }

    private static Bson one(String name, long seq, long term) {
        return and(eq("name", name), eq("seq", seq), eq("term", term));
    }

    private static Bson aside(String name, String key) {
        return and(eq("name", name), eq("key", key), eq("aside", true));
    }

    @Override
    public Submission submit(String name, String key, byte[] task, Duration limit) {
        MongoCollection<Document> tasks = tasks(limit);
        for (int tries = 1; ; tries++) {
            if (tasks.find(and(eq("name", name), eq("key", key))).first() != null) {
                return Submission.PENDING;
            }
            if (isFull(tasks, name)) {
                return Submission.FULL;
            }
            try {
                tasks.insertOne(new Document("name", name)
                        .append("seq", nextPlace(tasks, name))
                        .append("key", key)
                        .append("task", new Binary(task))
                        .append("attempts", 0)
                        .append("term", 0L)
                        .append("aside", false));
                return Submission.STORED;
            } catch (MongoWriteException e) {
                // Another one has the key, or the place: the next look tells.
                if (e.getCode() != MongoStore.DUPLICATE_KEY || tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Counts only a queue whose first and last place are so far apart that it may be full. */
    private boolean isFull(MongoCollection<Document> tasks, String name) {
        Document counter = tasks.find(and(eq("name", name), eq("seq", COUNTER))).first();
        long last = counter == null ? COUNTER : MongoRows.number(counter, "last");
        Long known = firsts.get(name);
        if (known != null && known <= last + 1 && last - known < MAX_PENDING - 1) {
            return false;
        }
        Document row = tasks.find(ofQueue(name)).sort(ascending("seq")).first();
        long first = row == null ? last + 1 : MongoRows.number(row, "seq");
        firsts.put(name, first);
        return last - first >= MAX_PENDING - 1 && tasks.countDocuments(ofQueue(name)) >= MAX_PENDING;
    }

    private static long nextPlace(MongoCollection<Document> tasks, String name) {
        try {
            return place(tasks, name);
        } catch (MongoCommandException | MongoWriteException e) {
            if (e.getCode() == MongoStore.DUPLICATE_KEY) {
                // Another one made the counter at the same time; this one has changed nothing.
                return place(tasks, name);
            }
            throw e;
        }
    }

    private static long place(MongoCollection<Document> tasks, String name) {
        Document counter = tasks.findOneAndUpdate(
                and(eq("name", name), eq("seq", COUNTER)),
                inc("last", 1L),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER));
        return MongoRows.number(Objects.requireNonNull(counter), "last");
    }

    @Override
    public @Nullable StoredTask markFirst(String name, long term, Duration limit) {
        MongoCollection<Document> tasks = tasks(limit);
        for (; ; ) {
            Document first = tasks.find(and(ofQueue(name), eq("aside", false)))
                    .sort(ascending("seq"))
                    .first();
            if (first == null || MongoRows.number(first, "term") > term) {
                return first == null ? null : MongoRows.task(first);
            }
            Document marked = tasks.findOneAndUpdate(
                    and(eq("_id", first.get("_id")), eq("aside", false), lte("term", term)),
                    set("term", term),
                    new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
            if (marked != null) {
                return MongoRows.task(marked);
            }
        }
    }

    @Override
    public boolean remove(String name, long seq, long term, Duration limit) {
        return tasks(limit).deleteOne(one(name, seq, term)).getDeletedCount() == 1;
    }

    @Override
    public boolean failed(StoredTask marked, boolean aside, Duration limit) {
        return tasks(limit)
                        .updateOne(
                                one(marked.name(), marked.seq(), marked.term()),
                                combine(set("attempts", marked.attempts() + 1), set("aside", aside)))
                        .getMatchedCount()
                == 1;
    }

    @Override
    public long pending(String name, Duration limit) {
        return tasks(limit).countDocuments(and(ofQueue(name), eq("aside", false)));
    }

    @Override
    public List<StoredTask> list(String name, int most, Duration limit) {
        List<StoredTask> list = new ArrayList<>();
        for (Document row :
                tasks(limit).find(ofQueue(name)).sort(ascending("seq")).limit(most)) {
            list.add(MongoRows.task(row));
        }
        return list;
    }

    @Override
    public boolean retry(String name, String key, Duration limit) {
        return tasks(limit)
                        .updateOne(aside(name, key), combine(set("attempts", 0), set("aside", false)))
                        .getMatchedCount()
                == 1;
    }

    @Override
    public boolean drop(String name, String key, Duration limit) {
        return tasks(limit).deleteOne(aside(name, key)).getDeletedCount() == 1;
    }
}
