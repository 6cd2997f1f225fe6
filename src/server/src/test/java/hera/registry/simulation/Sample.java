package hera.registry.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measured values. */
final class Sample {
    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    void clear() {
        values.clear();
    }

    int size() {
        return values.size();
    }

    /** The least value that at least half of them do not exceed. */
    double median() {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((sorted.size() - 1) / 2);
    }

    double max() {
        return Collections.max(values);
    }
}
