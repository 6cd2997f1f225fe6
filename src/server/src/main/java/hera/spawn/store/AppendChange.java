package hera.spawn.store;

import hera.spawn.log.AppendResult;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A write that waits to be appended to the log. */
final class AppendChange implements LogChange {
    private final WriteDraft draft;
    private final Consumer<AppendResult> done;
    private final Consumer<AppendResult> late;
    private @Nullable LoggedWrite write;
    private List<Long> members = List.of();

    AppendChange(WriteDraft draft, Consumer<AppendResult> done) {
        this(draft, done, result -> {});
    }

    /** @param late gets the result once it is known, if nobody knew it at first */
    AppendChange(WriteDraft draft, Consumer<AppendResult> done, Consumer<AppendResult> late) {
        this.draft = draft;
        this.done = done;
        this.late = late;
    }

    /** Returns what is left to be reported once this has been reported as unknown. */
    AppendChange untilKnown() {
        return new AppendChange(draft, late);
    }

    WriteDraft draft() {
        return draft;
    }

    /**
     * Sets its place in the log.
     *
     * @param itsMembers the nodes that were members when it was logged, the primary first
     */
    void place(long sequence, long total, List<Long> itsMembers) {
        write = new LoggedWrite(sequence, total, draft);
        members = itsMembers;
    }

    /** Returns the write in its place. */
    LoggedWrite write() {
        if (write == null) {
            throw new IllegalStateException("The write " + draft.id() + " has no place");
        }
        return write;
    }

    /** A write that has no place after its commit was left out, because its key was taken. */
    @Override
    public void succeeded() {
        done.accept(write == null ? new AppendResult.KeyTaken() : new AppendResult.Stored(write, members));
    }

    @Override
    public void failed(String reason) {
        done.accept(new AppendResult.NotStored(reason));
    }

    /** Reports that it is not known whether it took place. */
    void unknown(String reason) {
        done.accept(new AppendResult.Unknown(reason));
    }

    @Override
    public long bytes() {
        return draft.head().length + (draft.body() instanceof WriteBody.Inline inline ? inline.length() : 0);
    }
}
