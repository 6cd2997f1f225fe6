package hera.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NodeName;
import hera.harness.Digests;
import hera.registry.replica.Digest;
import hera.registry.replica.TimestampRange;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GapsCodecTest {
    private static final NodeName A = new NodeName("a");
    private static final NodeName ODD = new NodeName("b=1, \u00e4");
    private static final Digest CURSORS = Digests.at(Map.of(A, 100L, ODD, 50L), 0);

    @Test
    void gapsComeBackAsTheyWere() throws MalformedInputException {
        Digest digest = Digests.at(
                Digests.timestamps(CURSORS),
                0,
                Map.of(
                        A,
                        List.of(new TimestampRange(7, 15), new TimestampRange(15, 99)),
                        ODD,
                        List.of(new TimestampRange(0, 50))));
        String header = GapsCodec.toHeader(digest);
        assertThat(GapsCodec.withGaps(CURSORS, header)).isEqualTo(digest);
        assertThat(header).contains("a=7-15, a=15-99").matches("[!-~ ]*");
    }

    @Test
    void withoutGapsThereIsNoHeader() throws MalformedInputException {
        assertThat(GapsCodec.toHeader(CURSORS)).isNull();
        assertThat(GapsCodec.withGaps(CURSORS, null)).isEqualTo(CURSORS);
    }

    @Test
    void originThatIsNotAskedForDoesNotCount() throws MalformedInputException {
        assertThat(GapsCodec.withGaps(CURSORS, "c=1-2").gaps()).isEmpty();
    }

    @Test
    void headerIsNoLongerThanFigured() {
        TimestampRange longest = new TimestampRange(Long.MAX_VALUE - 1, Long.MAX_VALUE);
        String header =
                GapsCodec.toHeader(Digests.at(Map.of(ODD, Long.MAX_VALUE), 0, Map.of(ODD, List.of(longest, longest))));
        assertThat(header).hasSizeLessThanOrEqualTo(2 * GapsCodec.longest(ODD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a=",
                "a=7",
                "a=7-",
                "a=-7",
                "a=7-7",
                "a=9-7",
                "a=x-7",
                "=7-9",
                "%=7-9",
                "*=7-9",
                "a=7-101",
                "a=7-9, a=8-10",
                "a=7-9,",
                "a=7-99999999999999999999"
            })
    void whatIsNoGapIsRefusedByName(String header) {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> GapsCodec.withGaps(CURSORS, header))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(MalformedInputException.Reason.BAD_DIGEST))
                .withMessageStartingWith("Hera-Gaps: '");
    }

    @Test
    void tooManyOfOneOriginAreRefused() throws MalformedInputException {
        StringJoiner most = new StringJoiner(",");
        for (int i = 0; i < GapsCodec.MAX_SPANS_OF_AN_ORIGIN; i++) {
            most.add("a=" + 2 * i + "-" + (2 * i + 1));
        }
        assertThat(GapsCodec.withGaps(CURSORS, most.toString()).gaps().get(A))
                .hasSize(GapsCodec.MAX_SPANS_OF_AN_ORIGIN);
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> GapsCodec.withGaps(CURSORS, most + ",a=98-99"))
                .withMessage("Hera-Gaps: 'a=98-99' is one span too many of its origin: at most 16");
    }

    @Test
    void tooManyAreRefused() throws MalformedInputException {
        String most = String.join(",", Collections.nCopies(GapsCodec.MAX_SPANS, "c=1-2"));
        assertThat(GapsCodec.withGaps(CURSORS, most)).isEqualTo(CURSORS);
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> GapsCodec.withGaps(CURSORS, most + ",c=1-2"))
                .withMessage("Hera-Gaps may name at most 64 spans");
    }
}
