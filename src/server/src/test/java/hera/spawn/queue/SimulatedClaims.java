package hera.spawn.queue;

import hera.spawn.log.LoggedWrite;
import hera.spawn.log.QueueClaim;
import hera.spawn.log.StoredAnswer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the simulated disk has for Spawns that did not log a write themselves, or do not drain a queue. */
final class SimulatedClaims {
    final Map<Long, String> owners = new HashMap<>();
    final Map<Long, Long> versions = new HashMap<>();
    final Map<Long, Long> obeyed = new HashMap<>();

    /** The parked writes that an operator wants to be sent again, by their nodes. */
    final Map<Long, Set<Long>> again = new HashMap<>();

    final Map<Long, TreeMap<Long, StoredAnswer>> replies = new HashMap<>();

    /** The members of each write, the primary first. */
    final Map<Long, List<Long>> members = new HashMap<>();

    private final Map<Long, QueueClaim> claims = new HashMap<>();

    List<Long> membersOf(LoggedWrite write) {
        return members.getOrDefault(write.sequence(), List.of());
    }

    QueueClaim of(long node) {
        return claims.getOrDefault(node, QueueClaim.alone(node));
    }

    boolean take(long node, long term, String owner) {
        QueueClaim before = of(node);
        boolean takes = before.term() <= term;
        if (takes) {
            claims.put(node, new QueueClaim(node, term, before.moves()));
            owners.put(node, owner);
        }
        return takes;
    }

    void changed(long node, boolean moved) {
        versions.merge(node, 1L, Long::sum);
        if (moved) {
            QueueClaim claim = of(node);
            claims.put(node, new QueueClaim(node, claim.term(), claim.moves() + 1));
        }
    }

    void settled(long node, long sequence) {
        again.getOrDefault(node, new HashSet<>()).remove(sequence);
    }

    void keep(long node, Map<Long, StoredAnswer> answers) {
        replies.computeIfAbsent(node, id -> new TreeMap<>()).putAll(answers);
    }
}
