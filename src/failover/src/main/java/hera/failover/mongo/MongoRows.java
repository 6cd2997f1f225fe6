package hera.failover.mongo;

import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import hera.failover.store.SessionRecord;
import hera.failover.store.StoredTask;
import java.util.Date;
import java.util.Objects;
import java.util.OptionalInt;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** Documents as records. One that holds what it cannot hold: {@code IllegalArgumentException}. */
final class MongoRows {
    private MongoRows() {}

    static NameRecord name(Document row) {
        Object since = row.get("since");
        return new NameRecord(
                text(row, "_id"),
                number(row, "term"),
                session(row.get("holder")),
                (String) row.get("member"),
                number(row, "lease"),
                (String) row.get("identifier"),
                number(row, "sync"),
                session(row.get("wanted")),
                (int) number(row, "priority"),
                number(row, "resign"),
                since instanceof Date date ? date.toInstant().toEpochMilli() : 0);
    }

    static SessionRecord session(Document row) {
        return new SessionRecord(
                new SessionId(text(row, "_id")),
                text(row, "member"),
                number(row, "beat"),
                number(row, "lease"),
                row.get("held") == null ? OptionalInt.empty() : OptionalInt.of((int) number(row, "held")),
                number(row, "rung"),
                Boolean.TRUE.equals(row.get("dead")));
    }

    static StoredTask task(Document row) {
        return new StoredTask(
                text(row, "name"),
                number(row, "seq"),
                text(row, "key"),
                row.get("task", Binary.class).getData(),
                (int) number(row, "attempts"),
                number(row, "term"),
                Boolean.TRUE.equals(row.get("aside")));
    }

    static long number(Document row, String field) {
        if (row.get(field) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException(field + " is " + row.get(field) + ", it must be a number");
    }

    private static String text(Document row, String field) {
        return Objects.requireNonNull(row.getString(field), field);
    }

    private static @Nullable SessionId session(@Nullable Object id) {
        return id == null ? null : new SessionId(String.valueOf(id));
    }
}
