package hera.failover.simulation;

import hera.failover.core.Action;
import hera.failover.core.Tenure;
import hera.failover.store.Holding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The checks of what must never happen, made after each event. */
final class Oracles {
    /** A mastership that may still hold. */
    private static final class Claim {
        final Node process;
        final Tenure tenure;
        boolean over;

        Claim(Node process, Tenure tenure) {
            this.process = process;
            this.tenure = tenure;
        }
    }

    /** So many names are looked at after each event. */
    private static final int FEW = 20;

    private final Map<String, List<Claim>> claims = new HashMap<>();
    /** A name that was given up. */
    private record Resignation(Node process, long at, long term) {}

    private final Map<String, Resignation> resignations = new HashMap<>();
    private final Map<String, Long> greatest = new HashMap<>();
    private long masterships;
    private boolean termsMayBeLost;
    private @Nullable Violation found;

    long masterships() {
        return masterships;
    }

    /** The tables were emptied: terms grow only for those that remember them. */
    void termsMayBeLost() {
        termsMayBeLost = true;
    }

    /** Notes that the process asked for the name to be released, and when its mastership ended. */
    void gaveUp(Node process, Holding holding, long leftAt) {
        if (holding.term() < 1) {
            throw new Violation(process + " releases term " + holding.term() + " of " + holding.name());
        }
        Resignation before = resignations.get(holding.name());
        if (before == null || before.term != holding.term()) {
            resignations.put(holding.name(), new Resignation(process, leftAt, holding.term()));
        }
    }

    void took(Node process, Action.Entered entered, Tenure tenure, long now) {
        Resignation resignation = resignations.remove(entered.name());
        if (resignation != null
                && resignation.process.equals(process)
                && entered.term() == resignation.term + 1
                && now - resignation.at < process.timing().lease() * 9 / 10) {
            throw new Violation("%s takes %s again %d ms after it resigned"
                    .formatted(process, entered.name(), (now - resignation.at) / 1_000_000));
        }
        masterships++;
        Long before = greatest.get(entered.name());
        if (before != null && before >= entered.term() && !termsMayBeLost) {
            throw new Violation(
                    "%s: term %d of %s after term %d".formatted(process, entered.term(), entered.name(), before));
        }
        greatest.merge(entered.name(), entered.term(), Math::max);
        claims.computeIfAbsent(entered.name(), any -> new ArrayList<>(2)).add(new Claim(process, tenure));
    }

    /** Notes what a queue's check has found; thrown after the event, because a worker's exception is only a failed task. */
    void found(Violation violation) {
        found = found == null ? violation : found;
    }

    /** At no moment is a name held twice, and what is over never holds again. */
    void check() {
        if (found != null) {
            throw found;
        }
        if (claims.size() <= FEW) {
            claims.values().forEach(rivals -> rivals.forEach(Oracles::checkThatItStaysOver));
        }
        for (Map.Entry<String, List<Claim>> entry : claims.entrySet()) {
            List<Claim> rivals = entry.getValue();
            if (rivals.size() > 1) {
                rivals.removeIf(claim -> claim.process.isGone() || (claim.process.canAsk() && !holds(claim)));
                List<Claim> holding = rivals.stream()
                        .filter(claim -> claim.process.canAsk() && holds(claim))
                        .toList();
                if (holding.size() > 1) {
                    throw new Violation("two masters of %s: %s with term %d and %s with term %d"
                            .formatted(
                                    entry.getKey(),
                                    holding.get(0).process,
                                    holding.get(0).tenure.term(),
                                    holding.get(1).process,
                                    holding.get(1).tenure.term()));
                }
            }
        }
    }

    private static void checkThatItStaysOver(Claim claim) {
        if (claim.process.canAsk() && !claim.process.isGone()) {
            boolean holds = holds(claim);
            if (holds && claim.over) {
                throw new Violation("%s: term %d of %s holds again"
                        .formatted(claim.process, claim.tenure.term(), claim.tenure.name()));
            }
            claim.over = !holds;
        }
    }

    private static boolean holds(Claim claim) {
        return claim.tenure.holds(claim.process.clock());
    }

    /** Whether somebody is master of the name now. */
    boolean isHeld(String name) {
        return claims.getOrDefault(name, List.of()).stream()
                .anyMatch(claim -> !claim.process.isGone() && claim.process.canAsk() && holds(claim));
    }
}
