package hera.registry.simulation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** The seeds to run: {@code 7} is one, {@code 1..500} are five hundred. */
record SeedRange(long first, long last) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");

    static SeedRange parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("hera.seeds=" + text + " is neither a seed nor first..last");
        }
        long first = Long.parseLong(form.group(1));
        long last = form.group(2) == null ? first : Long.parseLong(form.group(2));
        if (last < first) {
            throw new IllegalArgumentException("hera.seeds=" + text + " ends before it begins");
        }
        return new SeedRange(first, last);
    }

    LongStream stream() {
        return LongStream.rangeClosed(first, last);
    }
}
