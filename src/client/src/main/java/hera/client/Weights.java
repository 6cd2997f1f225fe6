package hera.client;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The weights of the instances of a list, from their metadata {@code weight}; 1 where that is no number. Immutable.
 *
 * <p>Equal weights are served strictly in turn. Other weights follow the golden-ratio sequence, a low-discrepancy
 * sequence: in any run of turns each instance gets its share with a small error, and the only state is the number of
 * the turn.
 */
final class Weights {
    private static final double GOLDEN_RATIO = 0.6180339887498949;
    private static final double HEAVIEST = 1_000_000;

    private final int size;

    /** The sums of the weights up to each instance; null when all are equal. */
    private final double @Nullable [] sums;

    private Weights(int size, double @Nullable [] sums) {
        this.size = size;
        this.sums = sums;
    }

    static Weights of(List<Instance> instances) {
        double[] weights = instances.stream().mapToDouble(Weights::weight).toArray();
        boolean equal = Arrays.stream(weights).distinct().count() <= 1;
        if (!equal) {
            Arrays.parallelPrefix(weights, Double::sum);
        }
        return new Weights(instances.size(), equal ? null : weights);
    }

    /** Returns the weight of an instance, from 0 to a million. */
    static double weight(Instance instance) {
        String text = instance.metadata().get("weight");
        if (text == null) {
            return 1;
        }
        try {
            double weight = Double.parseDouble(text);
            return weight >= 0 ? Math.min(HEAVIEST, weight) : 1;
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    /** Returns the index whose turn it is; -1 for an empty list. */
    int atTurn(long turn) {
        if (size == 0) {
            return -1;
        }
        if (sums == null) {
            return (int) Long.remainderUnsigned(turn, size);
        }
        double position = (turn & 0xFFFF_FFFFL) * GOLDEN_RATIO;
        return at(position - Math.floor(position));
    }

    /** Returns the index at a share of the whole, from 0 to 1; -1 for an empty list. */
    int at(double share) {
        if (size == 0) {
            return -1;
        }
        if (sums == null) {
            return Math.min(size - 1, (int) (share * size));
        }
        int found = Arrays.binarySearch(sums, share * sums[size - 1]);
        return Math.min(size - 1, found >= 0 ? found + 1 : -found - 1);
    }
}
