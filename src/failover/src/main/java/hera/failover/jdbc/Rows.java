package hera.failover.jdbc;

import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import hera.failover.store.SessionRecord;
import hera.failover.store.StoredTask;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Rows of the three tables as records. A row that holds what it cannot hold: {@code IllegalArgumentException}. */
final class Rows {
    static final String SESSION = "session, member, beat, lease, held, rung, dead";
    static final String TASK = "name, seq, key, task, attempts, term, aside";

    private Rows() {}

    static String name(Dialect dialect) {
        return "name, term, holder, member, lease, identifier, sync, wanted, priority, resign, "
                + dialect.sinceMillis();
    }

    static NameRecord name(ResultSet row) throws SQLException {
        return new NameRecord(
                row.getString(1),
                row.getLong(2),
                session(row.getString(3)),
                row.getString(4),
                row.getLong(5),
                row.getString(6),
                row.getLong(7),
                session(row.getString(8)),
                row.getInt(9),
                row.getLong(10),
                row.getLong(11));
    }

    private static @Nullable SessionId session(@Nullable String text) {
        return text == null ? null : new SessionId(text);
    }

    static SessionRecord session(ResultSet row) throws SQLException {
        int number = row.getInt(5);
        OptionalInt held = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(number);
        return new SessionRecord(
                new SessionId(row.getString(1)),
                row.getString(2),
                row.getLong(3),
                row.getLong(4),
                held,
                row.getLong(6),
                row.getBoolean(7));
    }

    static StoredTask task(ResultSet row) throws SQLException {
        return new StoredTask(
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                row.getBytes(4),
                row.getInt(5),
                row.getLong(6),
                row.getBoolean(7));
    }
}
