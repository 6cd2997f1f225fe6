package hera.failover;

import static hera.failover.harness.Members.await;
import static hera.failover.harness.Members.open;
import static hera.failover.harness.Members.record;
import static hera.failover.harness.Members.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.failover.harness.FlakyStore;
import hera.failover.harness.Members;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
class FailoverTest {
    private final FlakyStore store = new FlakyStore(MemoryStore.create());
    private final Failover a = open(store, "a");
    private final Failover b = open(store, "b");

    @AfterEach
    void close() {
        store.work();
        a.close();
        b.close();
    }

    @Test
    void freeNameIsTakenByWayOfTicking() {
        Unmanaged member = a.unmanaged("n");
        List<String> told = record(member);
        rule(member);
        await().until(() -> told.contains("master"));
        assertThat(told).startsWith("boot => init", "info", "init => ticking", "ticking => master", "master");
        assertThat(member.state()).isEqualTo(State.MASTER);
    }

    @Test
    void secondMemberIsSlave() {
        rule(a.unmanaged("n"));
        Unmanaged second = b.unmanaged("n");
        List<String> told = record(second);
        second.run();
        await().until(() -> told.contains("slave"));
        assertThat(told).containsExactly("boot => init", "info", "init => slave", "slave");
        assertThat(second.isMaster()).isFalse();
        assertThat(second.term()).isEmpty();
    }

    /** Host names and process ids come again: only the session decides. */
    @Test
    void membersOfOneNameAreApart() {
        rule(a.unmanaged("n"));
        try (Failover twin = open(store, "a")) {
            Unmanaged second = twin.unmanaged("n");
            second.run();
            await().until(() -> second.state() == State.SLAVE);
            a.close();
            await().until(second::isMaster);
        }
    }

    @Test
    void closeHandsOverWithAGreaterTerm() {
        Unmanaged first = rule(a.unmanaged("n"));
        long before = first.term().orElseThrow().number();
        Unmanaged second = b.unmanaged("n");
        second.run();
        await().until(() -> second.state() == State.SLAVE);
        first.close();
        assertThat(first.isMaster()).isFalse();
        await().until(second::isMaster);
        assertThat(second.term().orElseThrow().number()).isGreaterThan(before);
    }

    @Test
    void resignedMemberStaysOutUntilAnotherRules() {
        Unmanaged first = rule(a.unmanaged("n"));
        Unmanaged second = b.unmanaged("n");
        second.run();
        await().until(() -> second.state() == State.SLAVE);
        first.resign();
        assertThat(first.isMaster()).isFalse();
        await().until(second::isMaster);
        second.close();
        await().until(first::isMaster);
    }

    @Test
    void termEndsWithTheMastership() {
        Unmanaged member = rule(a.unmanaged("n"));
        Term term = member.term().orElseThrow();
        term.check();
        assertThat(term.remaining()).isPositive();
        member.resign();
        assertThat(term.holds()).isFalse();
        assertThat(term.remaining()).isZero();
        assertThatThrownBy(term::check).isInstanceOf(TermEndedException.class);
        term.ended().toCompletableFuture().join();
    }

    @Test
    void masterStepsDownByItselfWhenTheStoreFails() {
        Unmanaged member = a.unmanaged("n");
        List<String> told = record(member);
        rule(member);
        Term term = member.term().orElseThrow();
        store.fail();
        await().until(() -> told.contains("master => error"));
        assertThat(term.holds()).isFalse();
        store.work();
        await().until(member::isMaster);
        assertThat(member.term().orElseThrow().number()).isGreaterThan(term.number());
        await().until(() -> told.lastIndexOf("master") > told.indexOf("master => error"));
        assertThat(told.subList(told.indexOf("error"), told.size()))
                .containsExactly("error", "master => error", "info", "error => ticking", "ticking => master", "master");
    }

    @Test
    void hangingStoreEndsAMastershipInTime() {
        Unmanaged member = rule(a.unmanaged("n"));
        store.hang();
        await().until(() -> !member.isMaster());
        store.work();
        await().until(member::isMaster);
    }

    @Test
    void beatsWaitForNoLookThatHangs() {
        Unmanaged member = rule(a.unmanaged("n"));
        Term term = member.term().orElseThrow();
        store.hangLooks();
        int before = store.beats();
        int validity = (int) (Members.BRISK.lease().dividedBy(Members.BRISK.master()) + 1);
        await().until(() -> store.beats() > before + validity);
        assertThat(term.holds()).isTrue();
    }

    private Failover sharing(String member) {
        return Failover.builder()
                .store(store)
                .member(member)
                .intervals(Intervals.parse("master=100,slave=2000,ticking=2000"))
                .share(true)
                .open();
    }

    private static long held(List<Unmanaged> members) {
        return members.stream().filter(Member::isMaster).count();
    }

    @Test
    void sharedNamesAreDividedAndDividedAgain() {
        List<String> names =
                IntStream.range(0, 30).mapToObj(number -> "n" + number).toList();
        Failover third = sharing("third");
        try (Failover first = sharing("first");
                Failover second = sharing("second")) {
            List<List<Unmanaged>> shares = Stream.of(first, second, third)
                    .map(failover -> names.stream().map(failover::unmanaged).toList())
                    .toList();
            shares.forEach(share -> share.forEach(Unmanaged::run));
            await().until(() -> shares.stream().allMatch(share -> held(share) == 10));
            third.close();
            await().until(() -> held(shares.get(0)) == 15 && held(shares.get(1)) == 15);
        }
    }

    @Test
    void silentSessionIsReplaced() {
        Unmanaged first = rule(a.unmanaged("n"));
        Unmanaged second = b.unmanaged("n");
        second.run();
        await().until(() -> second.state() == State.SLAVE);
        store.failFor("a");
        await().until(second::isMaster);
        assertThat(first.isMaster()).isFalse();
    }

    @Test
    void identifierIsHeardByAll() {
        Unmanaged first = rule(a.unmanaged("n"));
        Unmanaged second = b.unmanaged("n");
        List<String> toldFirst = record(first);
        List<String> toldSecond = record(second);
        second.run();
        first.synchronize("one");
        await().until(() -> toldFirst.contains("synchronize one") && toldSecond.contains("synchronize one"));
    }

    @Test
    void throwingListenerIsToldByPanic() {
        Unmanaged member = a.unmanaged("n");
        member.on(Event.Master.class, event -> {
            throw new IllegalStateException("on purpose");
        });
        List<String> told = record(member);
        rule(member);
        await().until(() -> told.contains("panic"));
        assertThat(member.isMaster()).isTrue();
    }

    @Test
    void hangingListenerDelaysOnlyItsOwn() {
        CountDownLatch end = new CountDownLatch(1);
        Unmanaged hanging = a.unmanaged("hanging");
        hanging.on(Event.StateChange.class, event -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Unmanaged other = a.unmanaged("other");
        List<String> told = record(other);
        rule(hanging);
        rule(other);
        await().until(() -> told.contains("master"));
        end.countDown();
    }

    @Test
    void memberMayBeClosedByItsListener() {
        Unmanaged member = a.unmanaged("n");
        CountDownLatch closed = new CountDownLatch(1);
        member.on(Event.Master.class, event -> {
            member.close();
            closed.countDown();
        });
        member.run();
        await().until(() -> closed.getCount() == 0);
        assertThat(member.isMaster()).isFalse();
    }

    @Test
    void closeReturnsWhileTheStoreFails() {
        Unmanaged member = rule(a.unmanaged("n"));
        store.hang();
        a.close();
        a.close();
        await().until(() -> !member.isMaster());
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void memberMayBeClosedInEachState(State state) {
        Unmanaged first = a.unmanaged("n");
        Unmanaged member = b.unmanaged("n");
        if (state == State.SLAVE || state == State.TICKING) {
            rule(first);
        } else if (state == State.INIT) {
            store.hang();
        } else if (state == State.ERROR) {
            store.fail();
        }
        member.run();
        if (state == State.TICKING) {
            await().until(() -> member.state() == State.SLAVE);
            store.failFor("a");
        }
        await().pollInterval(Duration.ofMillis(1)).until(() -> member.state() == state);
        member.close();
        assertThat(member.isMaster()).isFalse();
        assertThatThrownBy(() -> member.synchronize("x")).isInstanceOf(IllegalStateException.class);
        member.close();
        b.close();
    }

    @Test
    void memberThatNeverRanIsClosed() {
        Unmanaged member = a.unmanaged("n");
        member.close();
        assertThatThrownBy(member::run).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void memberMayBeClosedWhileItResigns() {
        CountDownLatch end = new CountDownLatch(1);
        Managed<String> member = a.managed("n", task -> task, Worker.blocking((task, term) -> {
            end.await();
            return true;
        }));
        member.submitWork("one");
        rule(member);
        await().until(() -> a.facts().names().get(0).running().isPresent());
        Thread resigning = new Thread(member::resign);
        resigning.start();
        await().until(() -> resigning.getState() == Thread.State.TIMED_WAITING);
        member.close();
        end.countDown();
        await().until(() -> !resigning.isAlive());
        assertThat(member.isMaster()).isFalse();
    }

    @Test
    void higherPriorityIsGivenTheName() {
        rule(a.unmanaged("n"));
        try (Failover high = Failover.builder()
                .store(store)
                .intervals(Members.BRISK)
                .priority(5)
                .open()) {
            Unmanaged member = high.unmanaged("n");
            rule(member);
        }
    }

    @Test
    void watchSeesWhoRules() {
        Watch watch = b.watch("n");
        AtomicBoolean told = new AtomicBoolean();
        watch.onChange(master -> told.set(master.isPresent()));
        Unmanaged member = rule(a.unmanaged("n"));
        await().until(() -> watch.master().isPresent() && told.get());
        assertThat(watch.master().orElseThrow().member()).isEqualTo("a");
        assertThat(watch.master().orElseThrow().term())
                .isEqualTo(member.term().orElseThrow().number());
        member.close();
        await().until(() -> watch.master().isEmpty());
    }

    @Test
    void factsTellOfEachName() {
        rule(a.unmanaged("n"));
        await().until(() -> a.facts().names().get(0).master().isPresent());
        Facts facts = a.facts();
        assertThat(facts.answers()).isTrue();
        assertThat(facts.store()).isEqualTo("memory");
        assertThat(facts.validity()).isPositive();
        assertThat(facts.lastBeat().orElseThrow()).isLessThan(Duration.ofSeconds(60));
        assertThat(facts.names().get(0).term()).isPresent();
        assertThat(facts.names().get(0).master()).contains("a");
    }

    @Test
    void misuseIsRefused() {
        Unmanaged member = a.unmanaged("n");
        assertThatThrownBy(() -> a.unmanaged("n")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> a.unmanaged("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> a.unmanaged("x".repeat(256))).hasMessageContaining("256 bytes");
        assertThatThrownBy(() -> a.unmanaged("a\nb")).hasMessageContaining("control character at 1");
        assertThatThrownBy(() -> member.synchronize("x".repeat(1_025))).hasMessageContaining("1025 bytes");
        member.run();
        assertThatThrownBy(member::run).isInstanceOf(IllegalStateException.class);
        member.close();
        assertThatThrownBy(() -> member.synchronize("x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Failover.open("redis://user:secret@host"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis://")
                .hasMessageNotContaining("secret");
    }

    @Test
    void nodbGoesRound() {
        try (Failover none = Failover.builder()
                .store("nodb")
                .intervals(Intervals.parse("master=200,slave=300,ticking=300"))
                .open()) {
            Unmanaged member = none.unmanaged("n");
            List<String> told = record(member);
            member.run();
            await().until(() -> told.lastIndexOf("master") > told.indexOf("master => slave"));
        }
    }
}
