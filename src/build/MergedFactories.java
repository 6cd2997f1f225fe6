import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Merges a file of properties that many jars have, such as {@code META-INF/spring.factories}, into one for a flat jar: the values
 * of a key, from all jars in the order of the class path, are joined by commas. The keys are sorted and there is no comment, so
 * that each build writes the same bytes; what {@link Properties#store} writes has the date.
 *
 * <p>To be run as it stands: {@code java MergedFactories.java FILE-IN-JARS OUTPUT CLASSPATH}.
 */
public final class MergedFactories {
    private final String name;
    private final Map<String, String> merged = new TreeMap<>();

    private MergedFactories(String name) {
        this.name = name;
    }

    public static void main(String[] arguments) throws IOException {
        MergedFactories factories = new MergedFactories(arguments[0]);
        for (String entry : arguments[2].split(System.getProperty("path.separator"))) {
            factories.addAll(Path.of(entry));
        }
        factories.write(Path.of(arguments[1]));
    }

    private void addAll(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            add(entry.resolve(name));
        } else if (Files.isRegularFile(entry)) {
            try (FileSystem jar = FileSystems.newFileSystem(entry)) {
                add(jar.getPath(name));
            }
        }
    }

    private void add(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            properties.load(new BufferedReader(reader));
        }
        for (String key : properties.stringPropertyNames()) {
            String value = properties.getProperty(key);
            if (!(key + value).matches("[\\w.$, -]+")) {
                throw new IOException(file + ": " + key + ": is no list of class names");
            }
            merged.merge(key, value, (before, more) -> before + "," + more);
        }
    }

    private void write(Path output) throws IOException {
        if (merged.isEmpty()) {
            throw new IOException("no jar has " + name);
        }
        StringBuilder text = new StringBuilder();
        merged.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        Files.createDirectories(output.getParent());
        Files.writeString(output, text, StandardCharsets.ISO_8859_1);
    }
}
