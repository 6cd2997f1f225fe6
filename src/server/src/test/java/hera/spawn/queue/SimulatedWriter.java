package hera.spawn.queue;

import static org.assertj.core.api.Assertions.assertThat;

import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.StoredAnswer;
import java.util.Collection;
import java.util.Locale;

/** A client of a write, who checks that its answer is true at the moment when it comes. */
final class SimulatedWriter implements ClientReply {
    private final SpawnWorld world;
    private final String id;
    private final AnswerPolicy policy;
    private boolean lost;
    String answer = "";
    String stored = "";

    SimulatedWriter(SpawnWorld world, String id, AnswerPolicy policy) {
        this.world = world;
        this.id = id;
        this.policy = policy;
    }

    void connectionLost() {
        lost = lost || answer.isEmpty();
    }

    boolean isLost() {
        return lost;
    }

    @Override
    public void pass(LoggedWrite write, String node, NodeOutcome outcome, NodeAnswer given, boolean repeat) {
        got("pass " + given.status(), write);
        assertThat(new String(given.start(100), java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo(stored);
        Collection<SimulatedServer> nodes = world.nodes.values();
        long applied =
                nodes.stream().filter(each -> each.applied.contains(stored)).count();
        long refused =
                nodes.stream().filter(each -> each.refused.contains(stored)).count();
        if (given.status() < 400) {
            int needed = switch (policy) {
                case ALL -> nodes.size();
                case QUORUM -> nodes.size() / 2 + 1;
                default -> 1;
            };
            assertThat(applied).as("%s of %s", policy, stored).isGreaterThanOrEqualTo(needed);
        } else {
            assertThat(refused).as("%s of %s", policy, stored).isPositive();
        }
        given.release();
    }

    @Override
    public void pass(LoggedWrite write, StoredAnswer kept) {
        got("kept " + kept.status(), write);
    }

    @Override
    public void accepted(WriteReport report, boolean repeat) {
        got("accepted", report.write());
    }

    @Override
    public void report(WriteReport report) {
        got("report", report.write());
    }

    @Override
    public void impossible(WriteReport report) {
        got("impossible", report.write());
        assertThat(report.members())
                .anyMatch(member -> !member.outcome().state().isAnswered());
    }

    @Override
    public void timedOut(WriteReport report) {
        got("timed out", report.write());
    }

    @Override
    public void unknown(String unknown, String reason) {
        answer = "unknown";
    }

    @Override
    public void refused(Refusal refusal) {
        assertThat(answer).as("answered once").isEmpty();
        answer = "refused " + refusal.status() + " " + refusal.detail().toLowerCase(Locale.ROOT);
        assertThat(world.disk.writes.values())
                .noneMatch(write -> write.draft().id().equals(id));
    }

    private void got(String what, LoggedWrite write) {
        assertThat(answer).as("answered once").isEmpty();
        answer = what;
        stored = write.draft().id();
        assertThat(world.disk.writes).as("answered before it was on disk").containsValue(write);
    }
}
