package hera.foundation.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {
    private static final int MOST = 200_000;
    private static final String TOO_LONG = "(too long)";

    /** Gives a few bytes at a time, as a network does. */
    private static final class Dribble extends InputStream {
        private final InputStream in;
        private final Random random;

        Dribble(byte[] bytes, long seed) {
            in = new ByteArrayInputStream(bytes);
            random = new Random(seed);
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return in.read(target, offset, Math.min(length, 1 + random.nextInt(40_000)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "'a', 'a'",
        "'a\n', 'a'",
        "'a\nb', 'a|b'",
        "'a\r\nb\r\n', 'a|b'",
        "'\n', ''",
        "'\n\na\n', '||a'",
        "'a\rb\n', 'a\rb'",
    })
    void linesEndWithANewlineOrTheBody(String body, String expected) throws IOException {
        List<String> lines = split(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        assertThat(String.join("|", lines)).isEqualTo(expected);
        assertThat(lines.isEmpty()).isEqualTo(body.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void howTheBytesComeDoesNotMatter(long seed) throws IOException {
        Random random = new Random(seed);
        List<String> expected = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            int length = random.nextInt(4) == 0 ? random.nextInt(MOST) : random.nextInt(100);
            String line = Integer.toString(i).concat("x".repeat(length));
            expected.add(line.length() > MOST ? TOO_LONG : line);
            body.append(line).append('\n');
        }
        assertThat(split(new Dribble(body.toString().getBytes(StandardCharsets.UTF_8), seed)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLineOfAnyLengthTakesBoundedRoomAndTheNextIsReadWhole(boolean ended) throws IOException {
        int length = 20 * MOST;
        byte[] body = ("first\n" + "x".repeat(length) + (ended ? "\nlast" : "")).getBytes(StandardCharsets.UTF_8);
        LineSplitter lines = new LineSplitter(new Dribble(body, 1), MOST);
        assertThat(lines.next()).isTrue();
        assertThat(lines.next()).isTrue();
        assertThat(lines.isTooLong()).isTrue();
        assertThat(lines.isBlank()).isFalse();
        assertThat(lines.text()).hasSizeLessThan(3 * MOST);
        assertThat(lines.next()).isEqualTo(ended);
        if (ended) {
            assertThat(lines.isTooLong()).isFalse();
            assertThat(line(lines)).isEqualTo("last");
        }
    }

    @Test
    void lineIsTooLongEvenIfItComesWithItsEnd() throws IOException {
        LineSplitter lines =
                new LineSplitter(new ByteArrayInputStream("12345\n123456\n1\n".getBytes(StandardCharsets.UTF_8)), 5);
        assertThat(lines.next()).isTrue();
        assertThat(lines.isTooLong()).isFalse();
        assertThat(lines.next()).isTrue();
        assertThat(lines.isTooLong()).isTrue();
        assertThat(lines.next()).isTrue();
        assertThat(line(lines)).isEqualTo("1");
    }

    @Test
    void whiteSpaceAloneIsBlank() throws IOException {
        LineSplitter lines =
                new LineSplitter(new ByteArrayInputStream("\n \t\r\n\r\n . \n".getBytes(StandardCharsets.UTF_8)), MOST);
        List<Boolean> blank = new ArrayList<>();
        while (lines.next()) {
            blank.add(lines.isBlank());
        }
        assertThat(blank).containsExactly(true, true, true, false);
    }

    private static List<String> split(InputStream in) throws IOException {
        LineSplitter lines = new LineSplitter(in, MOST);
        List<String> found = new ArrayList<>();
        while (lines.next()) {
            found.add(lines.isTooLong() ? TOO_LONG : line(lines));
        }
        return found;
    }

    private static String line(LineSplitter lines) {
        return new String(lines.text(), lines.offset(), lines.length(), StandardCharsets.UTF_8);
    }
}
