package hera.failover.jdbc;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * A checked URL of a database.
 *
 * @param description the URL without what may hold a password
 * @param source opens connections
 */
record JdbcUrl(String description, Connections.Source source) {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final Pattern HOST_AND_DATABASE = Pattern.compile("//[^/?@]+/[^/?]+(\\?.*)?");

    static JdbcUrl parse(String url) {
        if (url.startsWith(SQLITE)) {
            return sqlite(url);
        } else if (url.startsWith(POSTGRESQL)) {
            return postgresql(url);
        }
        throw new IllegalArgumentException("unknown store \"" + url.replaceFirst("(//|\\?).*", "$1…")
                + "\": known are jdbc:postgresql://HOST/DATABASE and jdbc:sqlite:FILE");
    }

    private static JdbcUrl postgresql(String url) {
        String rest = url.substring(POSTGRESQL.length());
        if (!HOST_AND_DATABASE.matcher(rest).matches()) {
            throw new IllegalArgumentException(
                    "a store of PostgreSQL is jdbc:postgresql://HOST[:PORT]/DATABASE?user=USER&password=PASSWORD");
        }
        Properties properties = new Properties();
        // In seconds. What is in the URL goes before. A call ends within its own limit, this ends what it left behind.
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "hera failover");
        // A pooler that lends connections for a transaction does not know a statement that was prepared on another one.
        properties.setProperty("prepareThreshold", "0");
        Driver driver = driver("org.postgresql.Driver", "org.postgresql:postgresql");
        return new JdbcUrl(url.replaceFirst("\\?.*", ""), () -> connect(driver, url, properties));
    }

    private static JdbcUrl sqlite(String url) {
        String file = url.substring(SQLITE.length()).replaceFirst("\\?.*", "");
        String lower = url.toLowerCase(Locale.ROOT);
        if (file.isBlank() || lower.contains(":memory:") || lower.contains("mode=memory")) {
            throw new IllegalArgumentException(
                    "a store of SQLite is jdbc:sqlite:FILE; in memory a member would elect alone");
        }
        if (!file.startsWith("file:")) {
            checkFolder(file);
        }
        Driver driver = driver("org.sqlite.JDBC", "org.xerial:sqlite-jdbc");
        return new JdbcUrl(SQLITE + file, () -> connect(driver, url, new Properties()));
    }

    private static void checkFolder(String file) {
        try {
            Path folder = Path.of(file).toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw new IllegalArgumentException("the folder of the SQLite file " + file + " does not exist");
            }
            if (Files.isDirectory(Path.of(file))) {
                throw new IllegalArgumentException("the SQLite file " + file + " is a folder");
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the SQLite file " + file + " is no path", e);
        }
    }

    private static Connection connect(Driver driver, String url, Properties properties) throws SQLException {
        Connection connection = driver.connect(url, properties);
        if (connection == null) {
            throw new SQLException("the driver does not know the URL", "08001");
        }
        return connection;
    }

    private static Driver driver(String type, String artifact) {
        try {
            return Class.forName(type)
                    .asSubclass(Driver.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("the store needs the driver " + artifact, e);
        }
    }
}
