package hera.spawn.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables. A table's name and its columns' are what ARCHITECTURE calls them: a write, its outcomes, a node. */
final class SqliteSchema {
    private static final int VERSION = 3;

    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE writes(sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, accepted INTEGER NOT NULL,
              total INTEGER NOT NULL, head BLOB NOT NULL, body BLOB, spooled INTEGER, waiting TEXT NOT NULL DEFAULT '',
              members TEXT)\
            """,
            """
            CREATE TABLE keys(key TEXT PRIMARY KEY, sequence INTEGER NOT NULL UNIQUE, fingerprint TEXT NOT NULL)
              WITHOUT ROWID\
            """,
            """
            CREATE TABLE answers(sequence INTEGER PRIMARY KEY, status INTEGER NOT NULL, node TEXT NOT NULL,
              fields BLOB NOT NULL, body BLOB NOT NULL)\
            """,
            """
            CREATE TABLE nodes(id INTEGER PRIMARY KEY AUTOINCREMENT, host TEXT NOT NULL, port INTEGER NOT NULL,
              secure INTEGER NOT NULL, priority INTEGER NOT NULL, active INTEGER NOT NULL,
              maintenance INTEGER NOT NULL, resync INTEGER NOT NULL, since INTEGER NOT NULL,
              position INTEGER NOT NULL)\
            """,
            """
            CREATE TABLE outcomes(node INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
              packed BLOB, PRIMARY KEY(node, first)) WITHOUT ROWID\
            """,
            """
            CREATE TABLE dead(node INTEGER NOT NULL, sequence INTEGER NOT NULL, state INTEGER NOT NULL,
              status INTEGER NOT NULL, attempts INTEGER NOT NULL, error TEXT NOT NULL, answer_status INTEGER,
              answer_fields BLOB, answer_body BLOB, PRIMARY KEY(node, sequence)) WITHOUT ROWID\
            """,
            "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");

    private SqliteSchema() {}

    /**
     * Makes the tables of a new file, or brings those of a former version up to date.
     *
     * @param group a random id for it
     * @throws SQLException also for a file of a later version
     */
    static void create(Connection db, String group) throws SQLException {
        try (Statement statement = db.createStatement()) {
            int version = Queries.number(db, "PRAGMA user_version");
            if (version > VERSION) {
                throw new SQLException("it was written by a later version of this program");
            }
            if (version == VERSION) {
                return;
            }
            db.setAutoCommit(false);
            if (version == 0) {
                for (String table : TABLES) {
                    statement.execute(table);
                }
                statement.execute("INSERT INTO meta VALUES('group', '%s'), ('trimmed', '0')".formatted(group));
            }
            if (version == 1) {
                statement.execute("ALTER TABLE writes ADD COLUMN waiting TEXT NOT NULL DEFAULT ''");
            }
            if (version == 1 || version == 2) {
                statement.execute("ALTER TABLE writes ADD COLUMN members TEXT");
            }
            statement.execute("PRAGMA user_version = " + VERSION);
            db.commit();
            db.setAutoCommit(true);
        }
    }
}
