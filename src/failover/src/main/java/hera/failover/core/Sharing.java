package hera.failover.core;

import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import hera.failover.store.Wish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The wishes for names: by priority, and among sessions that share, so that none holds two more than another. It only
 * influences which session is master; safety does not depend on it.
 */
final class Sharing {
    private final Session session;
    private long nextWish;
    private long nextHandOver;

    Sharing(Session session) {
        this.session = session;
    }

    /** A live session that shares, with the number of names that it holds. */
    private record Sharer(SessionId id, int held) {}

    private List<Sharer> sharers() {
        List<Sharer> sharers = new ArrayList<>();
        session.seen.sessions().forEach((id, observed) -> {
            if (!id.equals(session.id) && observed.row.held().isPresent() && observed.lives(session.awake)) {
                sharers.add(new Sharer(id, observed.row.held().getAsInt()));
            }
        });
        return sharers;
    }

    /** Leaves free names beyond this session's share to sessions with fewer names, for TICKING. */
    void limitTakes() {
        List<Candidacy> wanted = wanted();
        if (!session.profile.share() || wanted.isEmpty()) {
            return;
        }
        List<Sharer> sharers = sharers();
        if (sharers.isEmpty()) {
            return;
        }
        int mine = session.masterships();
        int all = mine + wanted.size() + sharers.stream().mapToInt(Sharer::held).sum();
        int allowed = Math.max(0, (all + sharers.size()) / (sharers.size() + 1) - mine);
        wanted.sort(Comparator.comparingLong((Candidacy name) -> rank(name.name, sharers))
                .thenComparing(name -> name.name));
        for (Candidacy name : wanted.subList(Math.min(allowed, wanted.size()), wanted.size())) {
            long until = name.freeSince + session.timing.ticking();
            if (session.now < until) {
                name.take = null;
                session.wake(until);
            }
        }
    }

    private List<Candidacy> wanted() {
        List<Candidacy> wanted = new ArrayList<>();
        for (Candidacy name : session.names.values()) {
            if (name.take != null && !name.taking) {
                wanted.add(name);
            }
        }
        return wanted;
    }

    /**
     * Returns the number of sessions that precede this one for a name: rendezvous hashing, so that each starts with
     * other names.
     */
    private long rank(String name, List<Sharer> sharers) {
        long own = hash(name, session.id);
        return sharers.stream().filter(other -> hash(name, other.id) > own).count();
    }

    private static long hash(String name, SessionId session) {
        long z = name.hashCode() * 0x9e3779b97f4a7c15L + session.hashCode();
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /**
     * Returns whether a held name is to be handed to a session that asks for its share: at most one each MASTER, and to
     * none of lower priority, which would have to give it back.
     */
    boolean isDueToAnother(Candidacy name) {
        NameRecord row = name.row;
        if (!session.profile.share() || row == null || row.wanted() == null || session.now < nextHandOver) {
            return false;
        }
        if (row.priority() < session.profile.priority()) {
            return false;
        }
        for (Sharer sharer : sharers()) {
            if (sharer.id.equals(row.wanted()) && staying() >= Math.max(sharer.held, known(sharer.id)) + 2) {
                nextHandOver = session.now + session.timing.master();
                return true;
            }
        }
        return false;
    }

    private long staying() {
        return session.names.values().stream()
                .filter(name -> name.isMaster() && !name.draining)
                .count();
    }

    /**
     * Returns how many names are known to be that session's, or on their way to it. The number in its own record is as
     * old as its last beat: by that alone it would get names that it must hand back.
     */
    private long known(SessionId other) {
        return session.names.values().stream()
                .filter(name -> isWith(other, name))
                .count();
    }

    private boolean isWith(SessionId other, Candidacy name) {
        NameRecord row = name.row;
        if (row == null) {
            return false;
        }
        boolean leaves =
                row.holder() == null || (row.holder().equals(session.id) && (name.draining || !name.isMaster()));
        return other.equals(row.holder()) || (leaves && other.equals(row.wanted()));
    }

    /** Returns the wish to write now, or null. At most one each MASTER. */
    @Nullable
    Wish wish() {
        if (session.now < nextWish || !session.isValid()) {
            return null;
        }
        Wish wish = byPriority();
        if (wish == null && session.profile.share()) {
            wish = byShare();
        }
        if (wish != null) {
            nextWish = session.now + session.timing.master();
        }
        return wish;
    }

    private @Nullable Wish byPriority() {
        for (Candidacy name : session.names.values()) {
            NameRecord row = name.row;
            if (row != null
                    && isSlave(name)
                    && session.now >= name.slaveSince + session.timing.lease()
                    && row.priority() < session.profile.priority()
                    && session.seen.lives(row.holder(), session.awake)) {
                return new Wish(name.name, row.term(), session.id, session.profile.priority(), false);
            }
        }
        return null;
    }

    private @Nullable Wish byShare() {
        int mine = session.masterships();
        Map<SessionId, Integer> richer = sharers().stream()
                .filter(sharer -> sharer.held >= mine + 2)
                .collect(Collectors.toMap(Sharer::id, Sharer::held));
        return session.names.values().stream()
                .filter(name -> isSlave(name) && isToBeAskedFor(name, richer))
                // From the richest, so that none hands over more than it must and asks for it back.
                .min(Comparator.comparing((Candidacy name) -> richer.get(name.holder()), Comparator.reverseOrder())
                        .thenComparing(name -> hash(name.name, session.id)))
                .map(name -> new Wish(
                        name.name,
                        name.greatestTerm(),
                        session.id,
                        session.profile.priority(),
                        true,
                        Objects.requireNonNull(name.row).wanted()))
                .orElse(null);
    }

    private boolean isSlave(Candidacy name) {
        return name.role == Role.SLAVE && name.known && !name.closing && !name.isOut(session.now);
    }

    /** Whether one of those holds the name, and nobody asks for it who is still to get it. */
    private boolean isToBeAskedFor(Candidacy name, Map<SessionId, Integer> richer) {
        NameRecord row = name.row;
        return row != null
                && row.priority() <= session.profile.priority()
                && row.holder() != null
                && richer.containsKey(row.holder())
                && (row.wanted() == null || isVain(row.wanted(), richer.getOrDefault(row.holder(), 0)));
    }

    /**
     * Whether a wish that a holder of so many names has is never fulfilled, as the one that asked is gone or has enough by
     * now. Such wishes would hide all names of a holder from those that need some.
     */
    private boolean isVain(SessionId asking, int holders) {
        if (asking.equals(session.id)) {
            return false;
        }
        return sharers().stream()
                .filter(sharer -> sharer.id.equals(asking))
                .allMatch(sharer -> Math.max(sharer.held, known(asking)) + 2 > holders);
    }
}
