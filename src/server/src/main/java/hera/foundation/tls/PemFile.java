package hera.foundation.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of PEM blocks (RFC 7468), read at one time. Text between the blocks is ignored, as most tools write some.
 *
 * @param bytes as they stood in the file
 */
@SuppressWarnings("ArrayRecordComponent") // compared by hasSameContent alone
record PemFile(Path path, byte[] bytes) {
    /** Room for some hundred certificates. */
    static final int MOST_BYTES = 1 << 20;

    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");

    /** A block's label, such as {@code CERTIFICATE}, and what it encodes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Block(String label, byte[] content) {}

    /** Reads a file, following symbolic links. */
    static PemFile read(Path path) throws PemFileException {
        if (Files.isDirectory(path)) {
            throw new PemFileException(path, "is a folder");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new PemFileException(path, "has more than " + MOST_BYTES + " bytes");
            }
            return new PemFile(path, bytes);
        } catch (PemFileException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new PemFileException(path, "is not there");
        } catch (AccessDeniedException e) {
            throw new PemFileException(path, "may not be read by this process");
        } catch (IOException e) {
            throw new PemFileException(path, "cannot be read: " + e.getClass().getSimpleName());
        }
    }

    boolean hasSameContent(PemFile other) {
        return Arrays.equals(bytes, other.bytes);
    }

    /** Returns its blocks in their order. */
    List<Block> blocks() throws PemFileException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Block> blocks = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        int from = 0;
        while (begin.find(from)) {
            String end = "-----END " + begin.group(1) + "-----";
            int to = text.indexOf(end, begin.end());
            if (to < 0) {
                throw refused("its block " + begin.group(1) + " has no end");
            }
            blocks.add(new Block(begin.group(1), content(begin.group(1), text.substring(begin.end(), to))));
            from = to + end.length();
        }
        return blocks;
    }

    /** Decodes a block; one with header fields, as keys of old that are encrypted, has no content to be used. */
    private byte[] content(String label, String encoded) throws PemFileException {
        String base64 = encoded.replaceAll("\\s", "");
        if (base64.indexOf(':') >= 0) {
            return new byte[0];
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw refused("its block " + label + " is not base64");
        }
    }

    PemFileException refused(String reason) {
        return new PemFileException(path, reason);
    }
}
