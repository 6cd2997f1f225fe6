package hera.foundation.tls;

import java.io.IOException;
import java.nio.file.Path;

/** The refusal of a file with a certificate or a key. The message is one line, names the file, and has nothing of its content. */
public final class PemFileException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Path file;
    private final String reason;

    PemFileException(Path file, String reason) {
        super(file + ": " + reason);
        this.file = file;
        this.reason = reason;
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** The message without the file, such as {@code is not there}. */
    public String reason() {
        return reason;
    }
}
