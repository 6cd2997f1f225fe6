package hera.spawn.queue;

import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteBody;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A node's answer to a write, read from its connection to the end. */
public interface WriteAnswer {
    int status();

    /** Returns the end-to-end fields, each with its line end. */
    byte[] fields();

    /** Returns how many bytes the body has. */
    long length();

    /** Returns the body's first bytes, all if there are no more. */
    byte[] start(int most);

    /**
     * Reads bytes of the body.
     *
     * @param offset of the first
     * @param into filled whole
     */
    void read(long offset, byte[] into) throws IOException;

    /** Returns this, for one more user. */
    WriteAnswer retain();

    /** Releases it; called once by each user. */
    void release();

    /** Releases an answer, if there is one, for which nobody waits. */
    static void discard(@Nullable WriteAnswer answer) {
        if (answer != null) {
            answer.release();
        }
    }

    /** Returns what the log keeps of an answer, if there is one: the first bytes of its body. */
    static @Nullable StoredAnswer kept(@Nullable WriteAnswer answer) {
        return answer == null
                ? null
                : new StoredAnswer(answer.status(), "", answer.fields(), answer.start(WriteBody.MOST_INLINE));
    }
}
