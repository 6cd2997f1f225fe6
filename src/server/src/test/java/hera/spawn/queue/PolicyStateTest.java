package hera.spawn.queue;

import static org.assertj.core.api.Assertions.assertThat;

import hera.spawn.log.WriteState;
import hera.spawn.queue.PolicyState.Decision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PolicyStateTest {
    private static final List<WriteState> ENDS =
            List.of(WriteState.DELIVERED, WriteState.REFUSED, WriteState.PARKED, WriteState.DROPPED);

    private static final List<AnswerPolicy> POLICIES =
            List.of(AnswerPolicy.FIRST, AnswerPolicy.QUORUM, AnswerPolicy.ALL, AnswerPolicy.PRIMARY);

    @Test
    void agreesWithItsNaiveTwinOverRandomRuns() {
        Random random = new Random(17);
        int passed = 0;
        int impossible = 0;
        for (int run = 0; run < 20_000; run++) {
            AnswerPolicy policy = POLICIES.get(random.nextInt(POLICIES.size()));
            List<Long> members = new ArrayList<>();
            for (long id = 0; id < random.nextInt(6); id++) {
                members.add(id);
            }
            List<Long> order = new ArrayList<>(members);
            Collections.shuffle(order, random);
            PolicyState state = new PolicyState(policy, members);
            Map<Long, WriteState> known = new LinkedHashMap<>();
            String said = naive(policy, members, known);
            assertThat(said(state)).as("run %d", run).isEqualTo(said);
            for (long node : order) {
                WriteState end = ENDS.get(random.nextInt(ENDS.size()));
                known.put(node, end);
                said = said.equals("WAIT") ? naive(policy, members, known) : said;
                state.settled(node, end);
                assertThat(said(state)).as("run %d", run).isEqualTo(said);
            }
            assertThat(said).as("run %d: all are through", run).isNotEqualTo("WAIT");
            passed += state.decision() == Decision.PASS ? 1 : 0;
            impossible += state.decision() == Decision.IMPOSSIBLE ? 1 : 0;
        }
        assertThat(passed).isGreaterThan(5000);
        assertThat(impossible).isGreaterThan(2000);
    }

    @Test
    void acceptedIsDecidedAtOnce() {
        assertThat(new PolicyState(AnswerPolicy.ACCEPTED, List.of(1L)).decision())
                .isEqualTo(Decision.ACCEPTED);
    }

    @Test
    void onlyThePrimarysAnswerIsWantedUnderPrimary() {
        PolicyState state = new PolicyState(AnswerPolicy.PRIMARY, List.of(2L, 1L));
        assertThat(state.mayUse(1)).isFalse();
        assertThat(state.mayUse(2)).isTrue();
        state.settled(2, WriteState.DELIVERED);
        assertThat(state.mayUse(2)).isFalse();
    }

    private static String said(PolicyState state) {
        return state.decision() == Decision.PASS
                ? "PASS " + state.chosen()
                : state.decision().name();
    }

    /** The contract's table, word for word, from all that is known. */
    private static String naive(AnswerPolicy policy, List<Long> members, Map<Long, WriteState> known) {
        if (members.isEmpty()) {
            return "IMPOSSIBLE";
        }
        List<Long> applied = nodes(known, WriteState.DELIVERED);
        List<Long> refused = nodes(known, WriteState.REFUSED);
        int out = known.size() - applied.size();
        switch (policy) {
            case FIRST -> {
                for (Map.Entry<Long, WriteState> entry : known.entrySet()) {
                    if (entry.getValue().isAnswered()) {
                        return "PASS " + entry.getKey();
                    }
                }
                return known.size() == members.size() ? "IMPOSSIBLE" : "WAIT";
            }
            case PRIMARY -> {
                WriteState end = known.get(members.get(0));
                return end == null ? "WAIT" : end.isAnswered() ? "PASS " + members.get(0) : "IMPOSSIBLE";
            }
            default -> {
                int needed = policy == AnswerPolicy.ALL ? members.size() : members.size() / 2 + 1;
                if (applied.size() >= needed) {
                    return "PASS " + applied.get(0);
                }
                if (members.size() - out >= needed) {
                    return "WAIT";
                }
                return refused.isEmpty() ? "IMPOSSIBLE" : "PASS " + refused.get(0);
            }
        }
    }

    private static List<Long> nodes(Map<Long, WriteState> known, WriteState state) {
        return known.entrySet().stream()
                .filter(entry -> entry.getValue() == state)
                .map(Map.Entry::getKey)
                .toList();
    }
}
