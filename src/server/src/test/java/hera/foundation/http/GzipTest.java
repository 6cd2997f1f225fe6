package hera.foundation.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GzipTest {
    @ParameterizedTest
    @CsvSource({
        "gzip, true",
        "'deflate, gzip;q=0.5', true",
        "X-GZIP, true",
        "'gzip; q=0.001', true",
        "'gzip; q=0', false",
        "'gzip;q=0.000', false",
        "deflate, false",
        "*, false",
        "'', false",
        "gzipped, false",
    })
    void acceptedIfNamedAndNotRefused(String header, boolean accepted) {
        assertThat(Gzip.isAccepted(Collections.enumeration(List.of(header)))).isEqualTo(accepted);
    }

    @Test
    void secondLineOfTheHeaderCounts() {
        assertThat(Gzip.isAccepted(Collections.enumeration(List.of("br", "gzip"))))
                .isTrue();
        assertThat(Gzip.isAccepted(Collections.emptyEnumeration())).isFalse();
    }

    @Test
    void packedBytesComeOutAgain() throws IOException {
        byte[] bytes = "{\"a\":1}".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        byte[] packed = Gzip.pack(bytes);
        assertThat(packed.length).isLessThan(bytes.length / 10);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(Gzip.unpack(packed, bytes.length)).isEqualTo(bytes);
    }

    @Test
    void noMoreComesOutThanMay() {
        byte[] packed = Gzip.pack(new byte[10_001]);
        assertThatThrownBy(() -> Gzip.unpack(packed, 10_000))
                .isInstanceOf(BoundedBody.TooLargeException.class)
                .hasMessage("the answer has more than 10000 bytes");
    }

    @Test
    void aCutOrChangedOneIsNoPage() {
        byte[] packed = Gzip.pack(new byte[10_000]);
        byte[] cut = Arrays.copyOf(packed, packed.length - 1);
        byte[] changed = packed.clone();
        changed[packed.length - 5] ^= 1; // of the checksum
        assertThatThrownBy(() -> Gzip.unpack(cut, 20_000)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> Gzip.unpack(changed, 20_000)).isInstanceOf(ZipException.class);
        assertThatThrownBy(() -> Gzip.unpack(new byte[0], 20_000)).isInstanceOf(EOFException.class);
    }
}
