package hera.spawn.queue;

import hera.foundation.time.Cancellable;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A write with waiting clients: its outcomes at the members, and the answers that may still be passed on. */
final class OpenWrite {
    final LoggedWrite write;

    /** Whether another Spawn has logged it, or this one in a former life, and its outcomes came from the log. */
    final boolean isRejoined;

    private final List<NodeRow> members;
    private final List<Long> order;
    private final Map<Long, NodeOutcome> outcomes = new HashMap<>();
    private final Map<Long, WriteAnswer> answers = new HashMap<>();
    private final List<Client> clients = new ArrayList<>();

    /** A waiting client. */
    private record Client(
            PolicyState state, ClientReply reply, @Nullable Cancellable timeout, boolean repeat) {}

    /** A listener to the answers that clients get. */
    interface Given {
        void given(String node, WriteAnswer answer);

        /** Reports that a client may be answered, but that the answer is not here. */
        void missing(ClientReply reply);
    }

    /**
     * @param order the members, the primary first
     * @param members their rows, in the order of the nodes; without those that this Spawn does not know, yet or any more
     */
    OpenWrite(LoggedWrite write, List<Long> order, List<NodeRow> members, boolean isRejoined) {
        this.write = write;
        this.isRejoined = isRejoined;
        this.members = members;
        this.order = order;
    }

    boolean hasClients() {
        return !clients.isEmpty();
    }

    int clients() {
        return clients.size();
    }

    /** Returns whether it is final, parked or dropped at all members. */
    boolean isThrough() {
        return outcomes.size() >= order.size();
    }

    /** Passes on the members of which no outcome is known. */
    void unsettled(LongConsumer member) {
        for (long node : order) {
            if (!outcomes.containsKey(node)) {
                member.accept(node);
            }
        }
    }

    /** Returns whether a client may need the member's answer. */
    boolean wants(long node) {
        return clients.stream().anyMatch(client -> client.state().mayUse(node));
    }

    /**
     * Adds a client.
     *
     * @param timeout ends the client's wait; null for one that does not wait
     */
    void add(AnswerPolicy policy, ClientReply reply, boolean repeat, @Nullable Cancellable timeout, Given given) {
        PolicyState state = new PolicyState(policy, order);
        outcomes.forEach((node, outcome) -> state.settled(node, outcome.state()));
        Client client = new Client(state, reply, timeout, repeat);
        if (state.decision() == PolicyState.Decision.WAIT) {
            clients.add(client);
        } else {
            answer(client, given);
        }
    }

    /** Records its outcome at a node; takes over the answer. */
    void settled(long node, NodeOutcome outcome, @Nullable WriteAnswer answer, Given given) {
        if (!order.contains(node) || outcomes.putIfAbsent(node, outcome) != null) {
            WriteAnswer.discard(answer);
            return;
        }
        if (answer != null) {
            answers.put(node, answer);
        }
        List<Client> waiting = List.copyOf(clients);
        for (Client client : waiting) {
            if (client.state().settled(node, outcome.state()) != PolicyState.Decision.WAIT) {
                clients.remove(client);
                answer(client, given);
            }
        }
    }

    /** Ends the wait of a client whose time is over. */
    void timedOut(ClientReply reply) {
        for (Client client : List.copyOf(clients)) {
            if (client.reply() == reply) {
                clients.remove(client);
                reply.timedOut(report());
            }
        }
    }

    /** Releases the answers: no client waits any more, or no more outcomes will come. */
    void close() {
        answers.values().forEach(WriteAnswer::release);
        answers.clear();
        for (Client client : List.copyOf(clients)) {
            clients.remove(client);
            stop(client);
            client.reply().timedOut(report());
        }
    }

    WriteReport report() {
        return new WriteReport(
                write,
                members.stream()
                        .map(member -> new WriteReport.Member(
                                member.address().host(), member.address().port(), outcome(member.id())))
                        .toList());
    }

    private NodeOutcome outcome(long node) {
        NodeOutcome known = outcomes.get(node);
        return known == null ? new NodeOutcome(write.sequence(), WriteState.PENDING, 0, 0, "") : known;
    }

    private void answer(Client client, Given given) {
        stop(client);
        switch (client.state().decision()) {
            case PASS -> pass(client, client.state().chosen(), given);
            case IMPOSSIBLE -> client.reply().impossible(report());
            case ACCEPTED -> client.reply().accepted(report(), client.repeat());
            case WAIT -> throw new IllegalStateException("There is no answer to " + write.sequence() + " yet");
        }
    }

    private void pass(Client client, long node, Given given) {
        WriteAnswer answer = answers.get(node);
        if (answer == null) {
            given.missing(client.reply());
            return;
        }
        String name = members.stream()
                .filter(member -> member.id() == node)
                .map(member -> member.address().toString())
                .findFirst()
                .orElse("");
        given.given(name, answer);
        client.reply().pass(write, name, outcome(node), answer.retain(), client.repeat());
    }

    private static void stop(Client client) {
        if (client.timeout() != null) {
            client.timeout().cancel();
        }
    }
}
