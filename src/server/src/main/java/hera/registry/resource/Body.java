package hera.registry.resource;

import java.io.IOException;
import java.io.OutputStream;

/** The body of a response. Immutable. */
interface Body {
    int length();

    /** The whole body; shared, not to be changed. */
    byte[] bytes();

    void writeTo(OutputStream out) throws IOException;

    static Body of(byte[] bytes) {
        return new Body() {
            @Override
            public int length() {
                return bytes.length;
            }

            @Override
            public byte[] bytes() {
                return bytes;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes);
            }
        };
    }
}
