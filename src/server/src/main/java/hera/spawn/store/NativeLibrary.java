package hera.spawn.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, which is extracted beside the store, because {@code /tmp} may be mounted without permission
 * to execute. Once it is loaded its file is deleted, so that a killed process leaves nothing.
 */
final class NativeLibrary {
    private NativeLibrary() {}

    /**
     * Loads the library. A process that has loaded it before keeps that one; the file is extracted and deleted all the
     * same.
     *
     * @param folder where its file stands meanwhile
     */
    static synchronized void load(Path folder) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        Path file = folder.resolve(name);
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("This program has no SQLite library for this platform: " + resource);
            }
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            System.setProperty("org.sqlite.lib.path", folder.toAbsolutePath().toString());
            System.setProperty("org.sqlite.lib.name", name);
            SQLiteJDBCLoader.initialize();
        } catch (Exception e) {
            throw new IOException("SQLite's library cannot be loaded from %s: %s".formatted(folder, e.getMessage()), e);
        } finally {
            System.clearProperty("org.sqlite.lib.path");
            System.clearProperty("org.sqlite.lib.name");
            Files.deleteIfExists(file);
        }
    }
}
