package hera.sidecar.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XxHash64Test {
    /** From xxHash's own self-test (its sanity check), seed 0, over its generated buffer. */
    @ParameterizedTest
    @CsvSource({
        "0, ef46db3751d8e999",
        "1, e934a84adb052768",
        "4, 9136a0dca57457ee",
        "14, 8282dcc4994e35c8",
        "222, b641ae8cb691c174"
    })
    void publishedVectorsHold(int length, String expected) {
        assertThat(HashRing.hex(XxHash64.hash(publishedBuffer(length)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"a, d24ec4f1a98c6e5b", "abc, 44bc2cf5ad770999", "Köln, 1b65265761eeb3d9"})
    void textIsHashedAsUtf8(String text, String expected) {
        assertThat(HashRing.hex(XxHash64.hash(text))).isEqualTo(expected);
    }

    @Test
    void agreesWithTheFormulaInWholeNumbers() {
        Random random = new Random(16);
        for (int length = 0; length < 300; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(XxHash64.hash(bytes)).as("length %d", length).isEqualTo(NaiveRing.xxh64(bytes));
        }
    }

    private static byte[] publishedBuffer(int length) {
        byte[] buffer = new byte[length];
        long generator = 2_654_435_761L;
        for (int i = 0; i < length; i++) {
            buffer[i] = (byte) (generator >>> 56);
            generator *= 0x9E3779B185EBCA8DL;
        }
        return buffer;
    }

    @Test
    void naiveTwinIsNoCopy() {
        byte[] key = "10.0.0.1".getBytes(StandardCharsets.UTF_8);
        assertThat(BigInteger.valueOf(NaiveRing.xxh64(key)).and(NaiveRing.MASK).toString(16))
                .isEqualTo("ed16cb68c786e3d7");
        assertThat(NaiveRing.xxh64(Arrays.copyOf(key, 7))).isNotEqualTo(NaiveRing.xxh64(key));
    }
}
