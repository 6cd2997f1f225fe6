package hera.command;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What a node sends, up to a bound: a node gone wrong, or something else on its port, may send without end. */
final class BoundedInput extends FilterInputStream {
    private final HttpNode node;
    private long taken;

    BoundedInput(InputStream in, HttpNode node) {
        super(in);
        this.node = node;
    }

    /** Counts from here: what came before is a whole. */
    void restart() {
        taken = 0;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        count(Math.max(0, read));
        return read;
    }

    private void count(int bytes) {
        taken += bytes;
        if (taken > node.mostBytes()) {
            throw CommandFailedException.refused(
                    "%s sends more than the %d bytes that a command reads".formatted(node.address(), node.mostBytes()));
        }
    }
}
