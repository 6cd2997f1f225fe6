package hera.foundation.clients;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.time.Moment;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestRatesTest {
    private final AtomicLong now = new AtomicLong(1_000);
    private final RequestRates rates = new RequestRates(10, () -> new Moment(0, now.get()));

    private long admitted(String client, int requests) {
        return IntStream.range(0, requests).filter(i -> rates.admits(client)).count();
    }

    @Test
    void twiceTheRateIsAdmittedAtOnce() {
        assertThat(admitted("a", 100)).isEqualTo(20);
        assertThat(admitted("b", 100)).isEqualTo(20);
    }

    @Test
    void inTheLongRunTheRateIsAdmitted() {
        assertThat(admitted("a", 100)).isEqualTo(20);
        long sum = 0;
        for (int i = 0; i < 50; i++) {
            now.addAndGet(100);
            sum += admitted("a", 3);
        }
        assertThat(sum).isEqualTo(50);
    }

    @Test
    void whoKeepsToTheRateIsNeverRefused() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(rates.admits("a")).isTrue();
            now.addAndGet(100);
        }
    }

    @Test
    void whoPausesIsForgotten() {
        admitted("a", 1);
        admitted("b", 20);
        now.addAndGet(1_500);
        admitted("c", 1);
        assertThat(rates.remembered()).isEqualTo(2);
    }

    @Test
    void furtherClientsShareRatesWhenMemoryIsFull() {
        IntStream.range(0, RequestRates.MOST_CLIENTS).forEach(i -> rates.admits("client-" + i));
        assertThat(admitted("one-more", 100)).isEqualTo(20);
        long others = IntStream.range(0, 10 * 20 * RequestRates.GROUPS)
                .filter(i -> rates.admits("new-" + i))
                .count();
        assertThat(others).isBetween(19L * RequestRates.GROUPS, 20L * RequestRates.GROUPS);
        assertThat(rates.remembered()).isLessThanOrEqualTo(RequestRates.MOST_CLIENTS + RequestRates.GROUPS);
        assertThat(admitted("client-7", 100)).isEqualTo(19);
    }

    @Test
    void furtherClientsAreLimitedAloneAgainWhenOthersPause() {
        IntStream.range(0, RequestRates.MOST_CLIENTS).forEach(i -> rates.admits("client-" + i));
        assertThat(admitted("one-more", 100)).isEqualTo(20);
        now.addAndGet(5_000);
        assertThat(admitted("one-more", 100)).isEqualTo(20);
        assertThat(rates.remembered()).isEqualTo(1);
    }
}
