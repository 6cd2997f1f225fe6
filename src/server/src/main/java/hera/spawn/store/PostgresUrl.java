package hera.spawn.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * The address of a PostgreSQL database, as {@code postgresql://USER@HOST:PORT/DATABASE?OPTIONS}; the options are those of its
 * JDBC driver, such as {@code sslmode=verify-full}. It holds no password.
 *
 * @param user null for the driver's default, which is the user of this process
 * @param place host, port, database and options, as the driver reads them
 */
public record PostgresUrl(@Nullable String user, String place) {
    /** The start of such an address. */
    public static final String SCHEME = "postgresql:";

    private static final int DEFAULT_PORT = 5432;
    private static final int CHECK_SECONDS = 5;

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static PostgresUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw wrong(text, e);
        }
        String user = uri.getUserInfo();
        if (user != null && user.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "must hold no password, which belongs into the environment as SPAWN_STORE_PASSWORD");
        }
        String path = uri.getRawPath();
        if (!"postgresql".equals(uri.getScheme()) || uri.getHost() == null || path == null || path.length() < 2) {
            throw wrong(text, null);
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        String options = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        if (options.contains("password=")) {
            throw new IllegalArgumentException(
                    "must hold no password, which belongs into the environment as SPAWN_STORE_PASSWORD");
        }
        return new PostgresUrl(user, "%s:%d%s%s".formatted(uri.getHost(), port, path, options));
    }

    private static IllegalArgumentException wrong(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "must be postgresql://USER@HOST:PORT/DATABASE, not '%s'".formatted(text), cause);
    }

    /** Returns the address as JDBC has it. */
    public String jdbc() {
        return "jdbc:postgresql://" + place;
    }

    /** Returns the address as JDBC has it, with user and password. */
    public String jdbcWith(@Nullable String password) {
        String login = option("user", user) + option("password", password);
        return login.isEmpty() ? jdbc() : jdbc() + (place.indexOf('?') < 0 ? "?" : "&") + login.substring(1);
    }

    private static String option(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /**
     * Checks that the database lets this process in; blocks.
     *
     * @param url as {@link #jdbcWith} returns it
     * @throws SQLException saying why it does not
     */
    public static void check(String url) throws SQLException {
        Properties limits = new Properties();
        limits.setProperty("connectTimeout", Integer.toString(CHECK_SECONDS));
        limits.setProperty("socketTimeout", Integer.toString(CHECK_SECONDS));
        try (Connection db = new Driver().connect(url, limits)) {
            if (db == null) {
                throw new SQLException("there is no driver for it");
            }
        }
    }
}
