package hera.foundation.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {
    @ParameterizedTest
    @CsvSource({
        "web, web, true",
        "web, Web, false",
        "web, web2, false",
        "*, web, true",
        "web*, web, true",
        "web*, wed, false",
        "*-db, eu-db, true",
        "a*a, a, false",
        "a*a, aa, true",
        "a*b*c, a-b-b-c, true",
        "a*b*c, acb, false",
        "*ab*, xaab, true",
        "%2A, *, true",
        "%2A, x, false",
        "a%2Fb, a/b, true",
        "{subject}-*, me-1, true",
        "{subject}-*, you-1, false",
        "{subject}-*, me1, false",
    })
    void matchesWholeNames(String pattern, String name, boolean matches) {
        assertThat(NamePattern.parse(pattern, "me").matches(name)).isEqualTo(matches);
    }

    @Test
    void subjectIsTakenLetterByLetter() {
        NamePattern pattern = NamePattern.parse("{subject}", "a*%41");
        assertThat(pattern.matches("a*%41")).isTrue();
        assertThat(pattern.matches("axA")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"''", "a%", "a%zz", "{sub}", "{subject", "a b", "%ff"})
    void malformedIsRefused(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> NamePattern.parse(pattern, "me"));
    }

    @Test
    void onlyStarsMatchAll() {
        assertThat(NamePattern.parse("**", "me").isAny()).isTrue();
        assertThat(NamePattern.parse("*a*", "me").isAny()).isFalse();
        assertThat(NamePattern.parse("a", "me").isAny()).isFalse();
    }

    @Test
    void agreesWithANaiveMatcher() {
        Random random = new Random(18);
        for (int i = 0; i < 100_000; i++) {
            String pattern = text(random, "ab*", 1 + random.nextInt(8));
            String name = text(random, "ab", random.nextInt(10));
            assertThat(NamePattern.parse(pattern, "me").matches(name))
                    .as("%s %s", pattern, name)
                    .isEqualTo(naive(pattern, name));
        }
    }

    /** A naive matcher of this would try more ways than there are atoms. */
    @Test
    void thousandStarsEnd() {
        NamePattern pattern = NamePattern.parse("*a".repeat(1000) + "*b", "me");
        assertThat(pattern.matches("a".repeat(100_000))).isFalse();
        assertThat(pattern.matches("a".repeat(100_000) + "b")).isTrue();
    }

    private static String text(Random random, String letters, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static boolean naive(String pattern, String name) {
        if (pattern.isEmpty()) {
            return name.isEmpty();
        }
        if (pattern.charAt(0) == '*') {
            return naive(pattern.substring(1), name) || (!name.isEmpty() && naive(pattern, name.substring(1)));
        }
        return !name.isEmpty() && name.charAt(0) == pattern.charAt(0) && naive(pattern.substring(1), name.substring(1));
    }
}
