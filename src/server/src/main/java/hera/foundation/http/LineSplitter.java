package hera.foundation.http;

import java.io.IOException;
import java.io.InputStream;

/** A splitter of a stream into lines that copies none of them. Not thread-safe. */
public final class LineSplitter {
    private static final int ROOM = 64 << 10;

    private final InputStream in;
    private final int maxLineBytes;
    private byte[] buffer = new byte[ROOM];
    private int from;
    private int to;
    private int lineEnd;
    private boolean tooLong;

    public LineSplitter(InputStream in, int maxLineBytes) {
        this.in = in;
        this.maxLineBytes = maxLineBytes;
    }

    /** Advances to the next line; returns false at the end. Overwrites the line before in {@link #text}. */
    public boolean next() throws IOException {
        from = lineEnd;
        tooLong = false;
        int searched = from;
        while (true) {
            for (int i = searched; i < to; i++) {
                if (buffer[i] == '\n') {
                    lineEnd = i + 1;
                    if (i - from > maxLineBytes) {
                        tooLong = true;
                        from = i;
                    }
                    return true;
                }
            }
            searched = to;
            if (searched - from > maxLineBytes) {
                tooLong = true;
                to = from;
                searched = from;
            }
            if (to == buffer.length) {
                searched -= makeRoom();
            }
            int read = in.read(buffer, to, buffer.length - to);
            if (read < 0) {
                lineEnd = to;
                return to > from || tooLong;
            }
            to += read;
        }
    }

    /** Returns by how many bytes the line moved towards the beginning. */
    private int makeRoom() {
        int moved = from;
        int length = to - from;
        byte[] target = length > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
        System.arraycopy(buffer, from, target, 0, length);
        buffer = target;
        from = 0;
        to = length;
        return moved;
    }

    /** Returns whether the line exceeds the limit; then only its end can be read. */
    public boolean isTooLong() {
        return tooLong;
    }

    public byte[] text() {
        return buffer;
    }

    public int offset() {
        return from;
    }

    /** Returns the length in bytes without the line end. */
    public int length() {
        int end = lineEnd;
        if (end > from && buffer[end - 1] == '\n') {
            end--;
        }
        if (end > from && buffer[end - 1] == '\r') {
            end--;
        }
        return end - from;
    }

    /** Returns whether the line has nothing but white space. */
    public boolean isBlank() {
        int end = from + length();
        for (int i = from; i < end; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return !tooLong;
    }
}
