package hera.spawn.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteState;
import hera.spawn.queue.ClientReply.Refusal;
import java.util.List;
import java.util.Locale;

/** A client of a write, who checks that its answer is true at the moment when it comes. */
final class SimulatedWriter implements ClientReply {
    private final SpawnWorld world;
    private final SimulatedSpawn taker;
    private final String id;
    private final AnswerPolicy policy;
    private boolean lost;
    String answer = "";
    String stored = "";

    SimulatedWriter(SpawnWorld world, SimulatedSpawn taker, String id, AnswerPolicy policy) {
        this.world = world;
        this.taker = taker;
        this.id = id;
        this.policy = policy;
    }

    /** Records that a process was killed, which may be the one that it waits for. */
    void connectionLost(SimulatedSpawn killed) {
        lost = lost || (killed == taker && answer.isEmpty());
    }

    boolean isLost() {
        return lost;
    }

    /** What was refused, or never answered with an id, is stored nowhere; what was answered is. */
    void checkAtTheEnd() {
        BrokenPromise.unless(answer.isEmpty() == lost, "%s was answered '%s'", id, answer);
        if (answer.startsWith("refused")) {
            BrokenPromise.unless(!world.disk.ids.contains(id), "%s was refused, and is stored", id);
        } else if (!stored.isEmpty()) {
            BrokenPromise.unless(world.disk.ids.contains(stored), "%s was answered, and is not stored", id);
        }
    }

    /** Checks an answer of a node: of a member, whichever Spawn gives it; who has joined since counts for nothing. */
    @Override
    public void pass(LoggedWrite write, String node, NodeOutcome outcome, WriteAnswer given, boolean repeat) {
        got("pass " + given.status(), write);
        BrokenPromise.unless(
                new String(given.start(100), US_ASCII).equals(stored), "%s gets the answer of another write", id);
        List<NodeRow> members = world.membersOf(write);
        BrokenPromise.unless(
                members.stream().anyMatch(row -> row.address().toString().equals(node)),
                "%s: node %s is no member",
                stored,
                node);
        if (policy == AnswerPolicy.PRIMARY) {
            String primary = world.primaryOf(write).address().toString();
            BrokenPromise.unless(node.equals(primary), "%s: %s answers, not %s", stored, node, primary);
        }
        WriteState said = given.status() < 400 ? WriteState.DELIVERED : WriteState.REFUSED;
        long same = said(members, said);
        int needed = said == WriteState.DELIVERED ? needed(members.size()) : 1;
        BrokenPromise.unless(same >= needed, "%s of %s: %d of %d", policy, stored, same, needed);
        given.release();
    }

    /** Counts the members whose final answer said that. */
    private long said(List<NodeRow> members, WriteState what) {
        return members.stream()
                .filter(row -> world.oracle.finals.get(new DeliveryOracle.Place(row.id(), stored)) == what)
                .count();
    }

    private int needed(int members) {
        return switch (policy) {
            case ALL -> members;
            case QUORUM -> members / 2 + 1;
            default -> 1;
        };
    }

    @Override
    public void pass(LoggedWrite write, StoredAnswer kept) {
        got("kept " + kept.status(), write);
        BrokenPromise.unless(
                new String(kept.body(), US_ASCII).equals(stored), "%s gets the kept answer of another write", id);
    }

    @Override
    public void accepted(WriteReport report, boolean repeat) {
        got("accepted", report.write());
    }

    @Override
    public void report(WriteReport report) {
        got("report", report.write());
        BrokenPromise.unless(report.write().draft().key() != null, "%s is reported, though its node answered", stored);
        List<NodeRow> members = world.membersOf(report.write());
        boolean isTrue = report.isSettled()
                || said(members, WriteState.REFUSED) > 0
                || said(members, WriteState.DELIVERED) >= needed(members.size());
        BrokenPromise.unless(isTrue, "%s of %s is reported, and pending still", policy, stored);
    }

    @Override
    public void impossible(WriteReport report) {
        got("impossible", report.write());
        long gone = world.membersOf(report.write()).stream()
                .filter(row -> report.members().stream()
                        .noneMatch(member -> member.port() == row.address().port()))
                .count(); // whoever was removed before the client came is not named
        int members = report.members().size() + (int) gone;
        long failed = gone
                + report.members().stream()
                        .map(member -> member.outcome().state())
                        .filter(state -> state != WriteState.PENDING && state != WriteState.DELIVERED)
                        .count();
        long most = policy == AnswerPolicy.PRIMARY ? 0 : members - needed(members);
        BrokenPromise.unless(
                members == 0 || failed > most, "%s of %s is impossible after %d failures", policy, stored, failed);
    }

    @Override
    public void timedOut(WriteReport report) {
        got("timed out", report.write());
    }

    @Override
    public void unknown(String unknown, String reason) {
        BrokenPromise.unless(answer.isEmpty(), "%s is answered twice", id);
        answer = "unknown";
    }

    @Override
    public void refused(Refusal refusal) {
        BrokenPromise.unless(answer.isEmpty(), "%s is answered twice", id);
        answer = "refused " + refusal.status() + " " + refusal.detail().toLowerCase(Locale.ROOT);
    }

    private void got(String what, LoggedWrite write) {
        BrokenPromise.unless(answer.isEmpty(), "%s is answered twice", id);
        answer = what;
        stored = write.draft().id();
        BrokenPromise.unless(world.disk.ids.contains(stored), "%s is answered before it is on disk", id);
    }
}
