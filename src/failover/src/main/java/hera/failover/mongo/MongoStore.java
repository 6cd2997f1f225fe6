package hera.failover.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.currentDate;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import hera.failover.store.Bell;
import hera.failover.store.Candidate;
import hera.failover.store.Holding;
import hera.failover.store.Identifier;
import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import hera.failover.store.SessionRecord;
import hera.failover.store.Sight;
import hera.failover.store.Store;
import hera.failover.store.Take;
import hera.failover.store.TaskStore;
import hera.failover.store.Wish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * A store in MongoDB. Thread-safe. Its collections are {@code failovers}, {@code failovers.members} and
 * {@code failovers.tasks}.
 */
public final class MongoStore implements Store {
    static final int DUPLICATE_KEY = 11_000;

    private final MongoDatabase database;
    private final String description;
    private final @Nullable MongoClient own;

    private MongoStore(MongoDatabase database, String description, @Nullable MongoClient own) {
        // Majority for reads, too: a session that only a deposed primary holds to be dead goes on beating at the next
        // one.
        this.database = database.withWriteConcern(WriteConcern.MAJORITY)
                .withReadConcern(ReadConcern.MAJORITY)
                .withReadPreference(ReadPreference.primary());
        this.description = description;
        this.own = own;
    }

    /**
     * Returns the store in a database.
     *
     * @param database of a client of yours, which should not retry writes
     * @return the store; closing it leaves the client open
     */
    public static MongoStore of(MongoDatabase database) {
        return new MongoStore(database, "mongodb database " + database.getName(), null);
    }

    /**
     * Returns the store of a URL, with a client of its own; does not wait for the server.
     *
     * @param url {@code mongodb://[USER:PASSWORD@]HOST[:PORT]/DATABASE}, or {@code mongodb+srv://…}
     * @return the store
     * @throws IllegalArgumentException if it is something else; the message holds no password
     */
    public static MongoStore open(String url) {
        MongoUrl parsed = MongoUrl.parse(url);
        MongoClient client = parsed.connect();
        return new MongoStore(client.getDatabase(parsed.database()), parsed.description(), client);
    }

    @Override
    public String description() {
        return description;
    }

    private MongoCollection<Document> names(Duration limit) {
        return within(database, limit).getCollection("failovers");
    }

    private MongoCollection<Document> members(Duration limit) {
        return within(database, limit).getCollection("failovers.members");
    }

    static MongoDatabase within(MongoDatabase database, Duration limit) {
        return database.withTimeout(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean join(Candidate session, Duration limit) {
        Bson fresh = combine(
                setOnInsert("member", session.member()),
                setOnInsert("beat", 0L),
                setOnInsert("lease", session.leaseMillis()),
                setOnInsert("held", session.held().isPresent() ? session.held().getAsInt() : null),
                setOnInsert("rung", 0L),
                setOnInsert("dead", false),
                currentDate("lastSeen"));
        return members(limit)
                        .updateOne(eq("_id", session.id().text()), fresh, new UpdateOptions().upsert(true))
                        .getUpsertedId()
                != null;
    }

    @Override
    public boolean beat(SessionId session, OptionalInt held, Duration limit) {
        return members(limit)
                        .updateOne(
                                and(eq("_id", session.text()), eq("dead", false)),
                                combine(inc("beat", 1L), setHeld(held), currentDate("lastSeen")))
                        .getMatchedCount()
                == 1;
    }

    private static Bson setHeld(OptionalInt held) {
        return held.isPresent() ? set("held", held.getAsInt()) : unset("held");
    }

    @Override
    public Sight look(Set<String> asked, Duration limit) {
        Map<String, NameRecord> rows = new LinkedHashMap<>();
        Map<String, String> damaged = new HashMap<>();
        if (!asked.isEmpty()) {
            for (Document row : names(limit).find(in("_id", asked))) {
                String name = String.valueOf(row.get("_id"));
                try {
                    rows.put(name, MongoRows.name(row));
                } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
                    damaged.put(name, "failovers: " + name + ": " + e.getMessage());
                }
            }
        }
        Map<SessionId, SessionRecord> sessions = new LinkedHashMap<>();
        for (Document row : members(limit).find()) {
            SessionRecord session = MongoRows.session(row);
            sessions.put(session.id(), session);
        }
        return new Sight(sessions, rows, damaged);
    }

    @Override
    public boolean declareDead(SessionId session, long beat, Duration limit) {
        return members(limit)
                        .updateOne(
                                and(eq("_id", session.text()), or(eq("beat", beat), eq("dead", true))),
                                set("dead", true))
                        .getMatchedCount()
                == 1;
    }

    @Override
    public Set<String> take(Candidate taker, List<Take> takes, Duration limit) {
        List<UpdateOneModel<Document>> writes = new ArrayList<>();
        for (Take take : takes) {
            Bson holding = combine(
                    set("holder", taker.id().text()),
                    set("member", taker.member()),
                    set("lease", taker.leaseMillis()),
                    set("priority", taker.priority()),
                    set("wanted", null),
                    set("resign", 0L),
                    currentDate("since"));
            if (take.isNew()) {
                // Where there is a row, this matches nothing and inserts what is there already: that is refused.
                writes.add(new UpdateOneModel<>(
                        new Document("_id", take.name()).append("term", new Document("$lt", 0L)),
                        combine(holding, set("term", take.newTerm()), set("identifier", null), set("sync", 0L)),
                        new UpdateOptions().upsert(true)));
            } else {
                SessionId from = take.from();
                List<@Nullable String> free = Arrays.asList(null, from == null ? null : from.text());
                writes.add(new UpdateOneModel<>(
                        new Document("_id", take.name())
                                .append("term", take.term())
                                .append("holder", new Document("$in", free)),
                        combine(holding, inc("term", 1L))));
            }
        }
        Map<String, Take> byName = takes.stream().collect(Collectors.toMap(Take::name, take -> take));
        return write(
                writes,
                byName,
                limit,
                (row, take) -> taker.id().text().equals(row.getString("holder"))
                        && take.newTerm() == MongoRows.number(row, "term"));
    }

    @Override
    public Set<String> release(SessionId session, List<Holding> holdings, OptionalInt held, Duration limit) {
        List<UpdateOneModel<Document>> writes = holdings.stream()
                .map(holding -> new UpdateOneModel<Document>(
                        held(session, holding.name(), holding.term()),
                        combine(set("holder", null), set("member", null))))
                .toList();
        Map<String, Holding> byName = holdings.stream().collect(Collectors.toMap(Holding::name, Function.identity()));
        Set<String> released = write(
                writes,
                byName,
                limit,
                (row, holding) -> row.get("holder") == null && holding.term() == MongoRows.number(row, "term"));
        members(limit).updateOne(eq("_id", session.text()), combine(inc("rung", 1L), setHeld(held)));
        return released;
    }

    @Override
    public Set<String> synchronize(SessionId session, List<Identifier> identifiers, Duration limit) {
        List<UpdateOneModel<Document>> writes = identifiers.stream()
                .map(identifier -> new UpdateOneModel<Document>(
                        held(session, identifier.name(), identifier.term())
                                .append("sync", new Document("$lt", identifier.sync())),
                        combine(set("identifier", identifier.identifier()), set("sync", identifier.sync()))))
                .toList();
        Map<String, Identifier> byName =
                identifiers.stream().collect(Collectors.toMap(Identifier::name, Function.identity()));
        return write(
                writes,
                byName,
                limit,
                (row, identifier) -> identifier.identifier().equals(row.getString("identifier"))
                        && identifier.sync() == MongoRows.number(row, "sync"));
    }

    private static Document held(SessionId session, String name, long term) {
        return new Document("_id", name).append("term", term).append("holder", session.text());
    }

    /** Writes in one command, and looks which of them were done if not all or none were. */
    private <T> Set<String> write(
            List<UpdateOneModel<Document>> writes,
            Map<String, T> byName,
            Duration limit,
            BiPredicate<Document, T> isDone) {
        if (writes.isEmpty()) {
            return Set.of();
        }
        int done;
        try {
            var result = names(limit).bulkWrite(writes, new BulkWriteOptions().ordered(false));
            done = result.getMatchedCount() + result.getUpserts().size();
        } catch (MongoBulkWriteException e) {
            boolean onlyThere = e.getWriteConcernError() == null
                    && e.getWriteErrors().stream().allMatch(error -> error.getCode() == DUPLICATE_KEY);
            if (!onlyThere) {
                throw e;
            }
            done = e.getWriteResult().getMatchedCount()
                    + e.getWriteResult().getUpserts().size();
        }
        if (done == 0) {
            return Set.of();
        }
        if (done == writes.size()) {
            return Set.copyOf(byName.keySet());
        }
        Set<String> names = new HashSet<>();
        for (Document row : names(limit).find(in("_id", byName.keySet()))) {
            T wanted = byName.get(row.getString("_id"));
            if (wanted != null && isDone.test(row, wanted)) {
                names.add(row.getString("_id"));
            }
        }
        return names;
    }

    @Override
    public boolean ask(Wish wish, Duration limit) {
        Bson asks = lt("priority", wish.priority());
        SessionId instead = wish.instead();
        Bson stands = eq("wanted", instead == null ? null : instead.text());
        return names(limit)
                        .updateOne(
                                and(
                                        eq("_id", wish.name()),
                                        eq("term", wish.term()),
                                        nin(
                                                "holder",
                                                Arrays.asList(
                                                        null, wish.session().text())),
                                        wish.sharing() ? or(asks, stands) : asks),
                                combine(set("wanted", wish.session().text()), set("priority", wish.priority())))
                        .getMatchedCount()
                == 1;
    }

    @Override
    public boolean askToResign(Holding holding, Duration limit) {
        return names(limit)
                        .updateOne(
                                and(
                                        eq("_id", holding.name()),
                                        eq("term", holding.term()),
                                        nin("holder", Arrays.asList((String) null))),
                                set("resign", holding.term()))
                        .getMatchedCount()
                == 1;
    }

    @Override
    public boolean delete(SessionId session, boolean own, Duration limit) {
        if (!own && names(limit).find(eq("holder", session.text())).first() != null) {
            return false;
        }
        Bson one = eq("_id", session.text());
        return members(limit).deleteOne(own ? one : and(one, eq("dead", true))).getDeletedCount() == 1;
    }

    @Override
    public Bell listen(Runnable onRing) {
        return Bell.NONE;
    }

    @Override
    public TaskStore tasks() {
        return new MongoTasks(database);
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
