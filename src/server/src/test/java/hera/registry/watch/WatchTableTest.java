package hera.registry.watch;

import static hera.registry.watch.VirtualRegistry.counts;
import static hera.registry.watch.VirtualRegistry.instance;
import static hera.registry.watch.VirtualRegistry.service;
import static org.assertj.core.api.Assertions.assertThat;

import hera.registry.watch.VirtualRegistry.Client;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchTableTest {
    private final VirtualRegistry registry = new VirtualRegistry();

    @Test
    void aChangeIsMadeIntoOneAnswerForAllWhoWait() {
        Client one = registry.client(service());
        Client two = registry.client(service());
        registry.put("1", "{}");
        registry.pass(0);
        assertThat(one.body()).isEqualTo("{\"1\":{}}");
        assertThat(two.answers.get(0)).isSameAs(one.answers.get(0));
        assertThat(registry.watches.size()).isOne();
    }

    @Test
    void aHeartbeatThatChangesNoByteWakesNobody() {
        registry.put("1", "{}");
        Client client = registry.client(service());
        Client ofInstance = registry.client(instance("1"));
        Client ofCounts = registry.client(counts());
        registry.pass(5_000);
        registry.put("1", "{}");
        registry.pass(5_000);
        assertThat(client.waits() && ofInstance.waits() && ofCounts.waits()).isTrue();
    }

    @Test
    void whoKnowsAnotherLifesTagIsAnsweredAtOnce() {
        Client client = registry.new Client(service(), "\"other-0\"", Duration.ofMinutes(1));
        assertThat(client.body()).isEqualTo("{}");
    }

    @Test
    void whoseTimeIsUpIsAnsweredWhatItKnows() {
        Client client = registry.client(service(), Duration.ofMillis(300));
        registry.pass(299);
        assertThat(client.waits()).isTrue();
        registry.pass(1);
        assertThat(client.answers).hasSize(1);
        assertThat(client.answers.get(0).isKnownBy("\"life-0\"")).isTrue();
    }

    @Test
    void anExpiryWakesOnTimeWithoutASweep() {
        registry.put("1", "{}");
        Client client = registry.client(service());
        Client ofInstance = registry.client(instance("1"));
        Client ofCounts = registry.client(counts());
        registry.pass(VirtualRegistry.LIVENESS.toMillis() - 1);
        assertThat(client.waits() && ofInstance.waits() && ofCounts.waits()).isTrue();
        registry.pass(1);
        assertThat(client.body()).isEqualTo("{}");
        assertThat(ofInstance.answers.get(0).status()).isEqualTo(404);
        assertThat(ofCounts.body()).isEqualTo("{}");
    }

    @Test
    void anExpiryWakesOnTimeAfterHeartbeatsPutItOff() {
        registry.put("1", "{}");
        Client client = registry.client(service());
        registry.pass(6_000);
        registry.put("1", "{}");
        registry.pass(9_999);
        assertThat(client.waits()).isTrue();
        registry.pass(1);
        assertThat(client.body()).isEqualTo("{}");
    }

    @Test
    void anExpiryThatAReaderFoundFirstStillWakes() {
        registry.put("1", "{}", 2_000);
        registry.put("2", "{}");
        Client client = registry.client(service());
        registry.pass(1_999);
        registry.timer.advance(Duration.ZERO);
        registry.replica.service(VirtualRegistry.SERVICE, registry.clock.now());
        registry.pass(1);
        assertThat(client.body()).isEqualTo("{\"2\":{}}");
    }

    @Test
    void aHeartbeatWithAShorterLifeWakesWhenThatIsOver() {
        registry.put("1", "{}");
        Client client = registry.client(service());
        Client ofCounts = registry.client(counts());
        registry.pass(1_000);
        registry.put("1", "{}", 1_500);
        registry.pass(1_499);
        assertThat(client.waits() && ofCounts.waits()).isTrue();
        registry.pass(1);
        assertThat(client.body()).isEqualTo("{}");
        assertThat(ofCounts.body()).isEqualTo("{}");
    }

    @Test
    void aFilterIsWokenByWhatItLetsThroughAlone() {
        registry.put("1", "{\"zone\":\"a\"}");
        Client client = registry.client(service("zone:a"));
        registry.put("2", "{\"zone\":\"b\"}");
        registry.pass(1_000);
        assertThat(client.waits()).isTrue();
        registry.put("1", "{\"zone\":\"b\"}");
        registry.pass(1_000);
        assertThat(client.body()).isEqualTo("{}");
    }

    @Test
    void oneCanWaitForAnInstanceToAppear() {
        Client client = registry.client(instance("1"));
        registry.put("2", "{}");
        registry.pass(1_000);
        assertThat(client.waits()).isTrue();
        registry.put("1", "{\"a\":1}");
        registry.pass(1_000);
        assertThat(client.body()).isEqualTo("{\"a\":1}");
    }

    @Test
    void countsWakeWhenOneOfThemChanges() {
        registry.put("1", "{}");
        Client client = registry.client(counts());
        registry.put("1", "{\"a\":1}");
        registry.pass(1_000);
        assertThat(client.waits()).isTrue();
        registry.put("2", "{}");
        registry.pass(1_000);
        assertThat(client.body()).isEqualTo("{\"web\":2}");
    }

    @Test
    void changesWithoutABreakAreAnsweredOnceAPause() {
        registry.put("n", "{\"n\":0}");
        registry.pass(1_000);
        int answered = 0;
        Client client = registry.client(service());
        for (int n = 1; n <= 500; n++) {
            registry.put("n", "{\"n\":" + n + "}");
            registry.pass(1);
            if (!client.waits()) {
                answered++;
                client = registry.client(service());
            }
        }
        assertThat(answered).isBetween(40, 51);
        registry.pass(ServiceWatch.PAUSE_MILLIS);
        assertThat(new String(
                        registry.answers.of(service(), registry.clock.now()).body(),
                        java.nio.charset.StandardCharsets.UTF_8))
                .contains("500");
    }

    @Test
    void aClientThatHasGoneIsForgotten() {
        Client client = registry.client(service());
        client.wait.cancel();
        registry.put("1", "{}");
        registry.pass(100_000);
        assertThat(client.waits()).isTrue();
        assertThat(registry.watches.size()).isZero();
        assertThat(registry.timer.waiting()).isZero();
    }

    @Test
    void closingAnswersAllAndHoldsNobodyAnyMore() {
        Client one = registry.client(service());
        Client two = registry.client(counts());
        registry.watches.close();
        Client late = registry.client(service());
        assertThat(one.answers).hasSize(1);
        assertThat(two.answers).hasSize(1);
        assertThat(late.answers).hasSize(1);
    }

    @Test
    void formsOfOneContentNeverShareATag() {
        for (int n = 0; n < 2000; n++) {
            registry.put("n", "{\"n\":" + n + "}");
        }
        java.util.Set<String> seen = new java.util.HashSet<>();
        for (long version = 0; version < 2000; version++) {
            assertThat(seen.add(registry.tags.of(version, ""))).isTrue();
            assertThat(seen.add(registry.tags.of(version, "p"))).isTrue();
            assertThat(seen.add(registry.tags.of(version, "r"))).isTrue();
        }
    }
}
