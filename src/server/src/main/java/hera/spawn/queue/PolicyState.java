package hera.spawn.queue;

import hera.spawn.log.WriteState;
import java.util.List;

/**
 * An answer policy applied to one write: it decides by the outcomes at the members when there is an answer. Pure; the
 * first decision other than {@link Decision#WAIT} is final.
 */
final class PolicyState {
    /** The decision of the policy. */
    enum Decision {
        /** There is no answer yet. */
        WAIT,
        /** The client gets the answer of {@link PolicyState#chosen}. */
        PASS,
        /** The policy can no longer be met, and no member refused: the client gets 502. */
        IMPOSSIBLE,
        /** The client gets 202. */
        ACCEPTED
    }

    private static final long NOBODY = -1;

    private final AnswerPolicy policy;
    private final int members;
    private final long primary;

    private int applied;
    private int failed;
    private long firstApplied = NOBODY;
    private long firstRefused = NOBODY;
    private long chosen = NOBODY;
    private Decision decision;

    /**
     * @param members the nodes that were members when the write was logged, the primary first
     */
    PolicyState(AnswerPolicy policy, List<Long> members) {
        this.policy = policy;
        this.members = members.size();
        this.primary = members.isEmpty() ? NOBODY : members.get(0);
        this.decision = policy == AnswerPolicy.ACCEPTED
                ? Decision.ACCEPTED
                : members.isEmpty() ? Decision.IMPOSSIBLE : Decision.WAIT;
    }

    Decision decision() {
        return decision;
    }

    /** Returns the node whose answer is passed on. */
    long chosen() {
        return chosen;
    }

    /** Returns whether the client may get the answer of this node. */
    boolean mayUse(long node) {
        return decision == Decision.WAIT && (policy != AnswerPolicy.PRIMARY || node == primary);
    }

    /** Records the outcome of the write at a member; called once for each. */
    Decision settled(long node, WriteState state) {
        if (decision != Decision.WAIT) {
            return decision;
        }
        count(node, state);
        switch (policy) {
            case FIRST -> {
                if (state.isAnswered()) {
                    pass(node);
                } else if (failed == members) {
                    decision = Decision.IMPOSSIBLE;
                }
            }
            case QUORUM -> need(members / 2 + 1);
            case ALL -> need(members);
            case PRIMARY -> {
                if (node == primary) {
                    if (state.isAnswered()) {
                        pass(node);
                    } else {
                        decision = Decision.IMPOSSIBLE;
                    }
                }
            }
            case ACCEPTED -> throw new IllegalStateException("accepted is decided when the write is stored");
        }
        return decision;
    }

    private void count(long node, WriteState state) {
        if (state == WriteState.DELIVERED) {
            applied++;
            firstApplied = firstApplied == NOBODY ? node : firstApplied;
        } else {
            failed++;
            if (state == WriteState.REFUSED && firstRefused == NOBODY) {
                firstRefused = node;
            }
        }
    }

    private void need(int enough) {
        if (applied >= enough) {
            pass(firstApplied);
        } else if (failed > members - enough) {
            if (firstRefused == NOBODY) {
                decision = Decision.IMPOSSIBLE;
            } else {
                pass(firstRefused);
            }
        }
    }

    private void pass(long node) {
        chosen = node;
        decision = Decision.PASS;
    }
}
