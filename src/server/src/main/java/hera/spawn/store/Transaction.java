package hera.spawn.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Changes that are committed together, appended writes last.
 *
 * @param mark a text of this transaction alone, by which one without a write is found again
 */
record Transaction(List<TableChange<?>> changes, List<AppendChange> writes, String mark) {
    /** Returns the changes of a batch as one transaction. */
    static Transaction of(List<LogChange> batch, String mark) {
        List<TableChange<?>> changes = new ArrayList<>();
        List<AppendChange> writes = new ArrayList<>();
        for (LogChange change : batch) {
            if (change instanceof AppendChange write) {
                writes.add(write);
            } else if (change instanceof TableChange<?> other) {
                changes.add(other);
            }
        }
        return new Transaction(changes, writes, mark);
    }

    /** Returns this as two, for a store that commits writes by themselves. */
    List<Transaction> split() {
        return writes.isEmpty() || changes.isEmpty()
                ? List.of(this)
                : List.of(new Transaction(changes, List.of(), mark), new Transaction(List.of(), writes, mark));
    }

    /** Returns what is left to be reported once its writes have been reported as unknown. */
    Transaction withoutReports() {
        return new Transaction(
                changes, writes.stream().map(AppendChange::untilKnown).toList(), mark);
    }

    /** Gives the writes their places in the log, one after another, all with the same members. */
    void place(long first, long totalBefore, List<Long> members) {
        long sequence = first;
        long total = totalBefore;
        for (AppendChange write : writes) {
            total += write.draft().bytes();
            write.place(sequence, total, members);
            sequence++;
        }
    }

    /** Returns the bytes of all writes, those in files, too. */
    long writtenBytes() {
        return writes.stream().mapToLong(write -> write.draft().bytes()).sum();
    }

    List<Runnable> success() {
        List<Runnable> reports = new ArrayList<>();
        changes.forEach(change -> reports.add(change::succeeded));
        writes.forEach(write -> reports.add(write::succeeded));
        return reports;
    }

    List<Runnable> failure(String reason) {
        List<Runnable> reports = new ArrayList<>();
        changes.forEach(change -> reports.add(() -> change.failed(reason)));
        writes.forEach(write -> reports.add(() -> write.failed(reason)));
        return reports;
    }

    /** Returns the reports of the writes while nobody knows; the other changes are reported when it is known. */
    List<Runnable> doubt(String reason) {
        List<Runnable> reports = new ArrayList<>();
        writes.forEach(write -> reports.add(() -> write.unknown(reason)));
        return reports;
    }

    /** Returns the reports if nobody will know any more. */
    List<Runnable> unresolved(String reason) {
        List<Runnable> reports = new ArrayList<>();
        changes.forEach(change -> reports.add(() -> change.failed(reason)));
        reports.addAll(doubt(reason));
        return reports;
    }
}
