package hera.foundation.access;

import hera.fuzz.Fuzzing;

/** Target of fuzzing: a pattern of names, a line feed, and a name; the matcher agrees with a naive one. */
public final class PatternFuzz {
    private static final String SUBJECT = "me";
    private static final int LONGEST = 60; // the naive one is slow

    private PatternFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = Fuzzing.text(input);
        int end = text.indexOf('\n');
        String pattern = end < 0 ? text : text.substring(0, end);
        String name = end < 0 ? SUBJECT : text.substring(end + 1);
        NamePattern parsed;
        try {
            parsed = NamePattern.parse(pattern, SUBJECT);
        } catch (IllegalArgumentException e) {
            Fuzzing.check(!String.valueOf(e.getMessage()).isEmpty(), "a refusal says why");
            return;
        }
        boolean matches = parsed.matches(name);
        if (pattern.length() <= LONGEST && name.length() <= LONGEST && isPlain(pattern)) {
            Fuzzing.check(matches == naive(pattern, 0, name, 0), pattern + " and " + name + ": " + matches);
        }
        Fuzzing.check(!parsed.isAny() || matches, "what matches all matches " + name);
    }

    private static boolean isPlain(String pattern) {
        return pattern.chars().noneMatch(c -> c == '%' || c == '{');
    }

    private static boolean naive(String pattern, int p, String name, int n) {
        if (p == pattern.length()) {
            return n == name.length();
        }
        if (pattern.charAt(p) != '*') {
            return n < name.length() && pattern.charAt(p) == name.charAt(n) && naive(pattern, p + 1, name, n + 1);
        }
        boolean[][] reached = new boolean[pattern.length() + 1][name.length() + 1];
        for (int i = pattern.length(); i >= p; i--) {
            for (int j = name.length(); j >= n; j--) {
                if (i == pattern.length()) {
                    reached[i][j] = j == name.length();
                } else if (pattern.charAt(i) == '*') {
                    reached[i][j] = reached[i + 1][j] || (j < name.length() && reached[i][j + 1]);
                } else {
                    reached[i][j] = j < name.length() && pattern.charAt(i) == name.charAt(j) && reached[i + 1][j + 1];
                }
            }
        }
        return reached[p][n];
    }
}
