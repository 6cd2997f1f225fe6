package hera.foundation.names;

import java.util.Collection;
import java.util.Comparator;

/** A search for the known word nearest to a misspelt one: within two edits, and at most half of the letters. */
public final class NearMiss {
    private static final int MOST_CHANGES = 2;

    private NearMiss() {}

    /** Returns a suffix for an error message, {@code ", did you mean port?"}; empty when nothing is near. */
    public static String hint(String written, Collection<String> known) {
        return known.stream()
                .filter(word -> changes(written, word) <= Math.min(MOST_CHANGES, written.length() / 2))
                .min(Comparator.comparingInt(word -> changes(written, word)))
                .map(word -> ", did you mean " + word + "?")
                .orElse("");
    }

    /** Returns the Levenshtein distance; capped where it no longer matters, so that no input makes it slow. */
    private static int changes(String a, String b) {
        if (Math.abs(a.length() - b.length()) > MOST_CHANGES) {
            return MOST_CHANGES + 1;
        }
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
