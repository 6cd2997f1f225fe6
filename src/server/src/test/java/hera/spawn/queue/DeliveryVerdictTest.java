package hera.spawn.queue;

import static org.assertj.core.api.Assertions.assertThat;

import hera.spawn.log.WriteState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 4 of the contract as a table. */
class DeliveryVerdictTest {
    @ParameterizedTest
    @CsvSource({
        "200, DELIVERED, false", "201, DELIVERED, false", "204, DELIVERED, false", "304, DELIVERED, false",
        "399, DELIVERED, false", "400, REFUSED, false", "404, REFUSED, false", "407, REFUSED, false",
        "408, PENDING, false", "409, REFUSED, false", "413, REFUSED, false", "424, REFUSED, false",
        "425, PENDING, false", "426, REFUSED, false", "428, REFUSED, false", "429, PENDING, false",
        "499, REFUSED, false", "500, PENDING, true", "501, PENDING, true", "502, PENDING, false",
        "503, PENDING, false", "504, PENDING, false", "505, PENDING, true", "599, PENDING, true"
    })
    void statusMeans(int status, WriteState state, boolean counts) {
        DeliveryVerdict verdict =
                DeliveryVerdict.of(new DeliveryResult.Answered(status, DeliveryResult.NO_RETRY_AFTER, null));
        assertThat(verdict.state()).isEqualTo(state);
        assertThat(verdict.counts()).isEqualTo(counts);
        assertThat(verdict.away()).isFalse();
        assertThat(verdict.atOnce()).isFalse();
        assertThat(verdict.status()).isEqualTo(status);
    }

    @Test
    void failuresMeanWhatWasSent() {
        List<String> table = new ArrayList<>();
        for (DeliveryResult exchange : List.of(
                new DeliveryResult.Unreached("refused"),
                new DeliveryResult.Stale(),
                new DeliveryResult.Broken("closed"),
                new DeliveryResult.TimedOut())) {
            DeliveryVerdict verdict = DeliveryVerdict.of(exchange);
            assertThat(verdict.isFinal()).isFalse();
            table.add("%s counts=%s away=%s atOnce=%s"
                    .formatted(
                            exchange.getClass().getSimpleName(), verdict.counts(), verdict.away(), verdict.atOnce()));
        }
        assertThat(table)
                .containsExactly(
                        "Unreached counts=false away=true atOnce=false",
                        "Stale counts=false away=false atOnce=true",
                        "Broken counts=true away=false atOnce=false",
                        "TimedOut counts=true away=false atOnce=false");
    }
}
