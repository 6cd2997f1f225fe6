package hera.failover;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A codec of durable tasks in the store.
 *
 * @param <T> the tasks
 */
public interface Codec<T> {
    /**
     * Writes a task.
     *
     * @param task the task
     * @return at most 1 MiB
     */
    byte[] encode(T task);

    /**
     * Reads a task. One that cannot be read is set aside, and reported by {@code panic}.
     *
     * @param bytes the bytes that {@link #encode} returned
     * @return the task
     */
    T decode(byte[] bytes);

    /**
     * Returns the codec of text.
     *
     * @return UTF-8
     */
    static Codec<String> text() {
        return new Codec<>() {
            @Override
            public byte[] encode(String task) {
                return task.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public String decode(byte[] bytes) {
                try {
                    return StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString();
                } catch (CharacterCodingException e) {
                    throw new IllegalArgumentException("the task is no UTF-8", e);
                }
            }
        };
    }

    /**
     * Returns the codec of bytes.
     *
     * @return themselves
     */
    static Codec<byte[]> bytes() {
        return new Codec<>() {
            @Override
            public byte[] encode(byte[] task) {
                return task.clone();
            }

            @Override
            public byte[] decode(byte[] bytes) {
                return bytes.clone();
            }
        };
    }
}
