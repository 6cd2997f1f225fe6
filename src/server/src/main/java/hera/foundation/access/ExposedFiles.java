package hera.foundation.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A check of the files whose content is secret: whether others than their owner may read them. */
public final class ExposedFiles {
    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private ExposedFiles() {}

    /** Returns the folder, the key, the tokens' file and the peer's token, as far as others may read them. */
    public static List<Path> of(SecuritySettings settings) {
        List<Path> exposed = new ArrayList<>();
        TlsFiles tls = settings.tls();
        addIfExposed(tls == null ? null : folder(tls, settings.tokens()), exposed);
        addIfExposed(tls == null ? null : tls.key(), exposed);
        addIfExposed(settings.tokens(), exposed);
        addIfExposed(settings.peerToken(), exposed);
        return exposed;
    }

    /** Returns the one folder of all files; null where they lie in several. */
    private static @Nullable Path folder(TlsFiles tls, Path tokens) {
        Path folder = tokens.getParent();
        return folder != null
                        && folder.resolve(SecurityFolder.NODES).equals(tls.key().getParent())
                ? folder
                : null;
    }

    private static void addIfExposed(@Nullable Path file, List<Path> exposed) {
        try {
            if (file != null && Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
                exposed.add(file);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // it is not there, which is another fault; or this system has other rights
        }
    }
}
