package hera.spawn.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The way of one Spawn to a log in PostgreSQL.
 *
 * @param password null for none
 * @param folder on this machine, for large bodies; no other process may use it
 * @param writer the name of this Spawn, unlike that of any other at the database
 * @param lease the server ends a transaction that waits or is idle for a quarter of it
 */
public record PostgresSettings(PostgresUrl url, @Nullable String password, Path folder, String writer, Duration lease) {
    private static final int CONNECT_SECONDS = 3;
    private static final int ANSWER_SECONDS = 10;

    /** Returns the properties of its connections. */
    Properties properties() {
        long millis = lease.toMillis() / 4;
        Properties properties = new Properties();
        properties.setProperty("currentSchema", PostgresSchema.NAME);
        properties.setProperty("ApplicationName", "hera spawn " + writer);
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("socketTimeout", Integer.toString(ANSWER_SECONDS));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty(
                "options", "-c lock_timeout=%d -c idle_in_transaction_session_timeout=%d".formatted(millis, millis));
        return properties;
    }
}
