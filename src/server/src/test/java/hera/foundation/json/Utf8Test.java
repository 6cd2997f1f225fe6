package hera.foundation.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8Test {
    // Both sides of every border in the table of well-formed sequences.
    private static final int[] BORDERS = {
        0x00, 0x22, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
        0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
    };

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

    @Test
    void acceptsWhatThePlatformsStrictDecoderAccepts() {
        int wellFormed = 0;
        for (int a : BORDERS) {
            for (int b : BORDERS) {
                for (int c : BORDERS) {
                    for (int d : BORDERS) {
                        wellFormed += agrees((byte) a, (byte) b, (byte) c, (byte) d) ? 1 : 0;
                    }
                }
            }
        }
        assertThat(wellFormed).isPositive();
    }

    private boolean agrees(byte... text) {
        boolean accepted = Utf8.firstBad(text, 0, text.length) < 0;
        CharBuffer room = CharBuffer.allocate(text.length);
        boolean expected =
                !decoder.reset().decode(ByteBuffer.wrap(text), room, true).isError();
        if (accepted != expected) {
            assertThat(accepted)
                    .as("%02X %02X %02X %02X", text[0], text[1], text[2], text[3])
                    .isEqualTo(expected);
        }
        return accepted;
    }
}
