import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Medians over rounds; ratios are made within a round, for what disturbs one disturbs both. */
record Figures(List<Double> values) {
    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.isEmpty()
                ? Double.NaN
                : sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double least() {
        return Collections.min(values);
    }

    double most() {
        return Collections.max(values);
    }

    Figures over(Figures other) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(values.size(), other.values.size()); i++) {
            ratios.add(values.get(i) / other.values.get(i));
        }
        return new Figures(ratios);
    }

    String ratio() {
        return values.isEmpty() ? "" : "%.2f (%.2f to %.2f)".formatted(median(), least(), most());
    }

    String amount() {
        return values.isEmpty() ? "" : "%,.0f".formatted(median());
    }

    String spread() {
        return values.isEmpty() ? "" : "%,.0f to %,.0f".formatted(least(), most());
    }
}
