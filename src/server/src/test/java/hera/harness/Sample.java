package hera.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measured values. */
public final class Sample {
    private final List<Double> values = new ArrayList<>();

    /** Adds a value. */
    public void add(double value) {
        values.add(value);
    }

    /** Forgets all values. */
    public void clear() {
        values.clear();
    }

    /** The number of values. */
    public int size() {
        return values.size();
    }

    /** The least value that at least half of them do not exceed. */
    public double median() {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((sorted.size() - 1) / 2);
    }

    /** The greatest value; there must be one. */
    public double max() {
        return Collections.max(values);
    }
}
