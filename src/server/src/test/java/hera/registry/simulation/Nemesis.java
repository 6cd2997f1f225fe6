package hera.registry.simulation;

import hera.registry.simulation.Scenario.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes the faults of a scenario, each for a while, some at once. */
final class Nemesis {
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    private final SimulatedTime time;
    private final Network network;
    private final List<SimulatedNode> nodes;
    private final WriteHistory ledger;
    private final Oracles oracles;
    private final Scenario scenario;
    private final EventLog log;
    private final SplittableRandom random;
    private final List<Fault> faults;
    private final int[][] cuts;
    private int storms;
    private boolean over;

    Nemesis(
            SimulatedTime time,
            Network network,
            List<SimulatedNode> nodes,
            WriteHistory ledger,
            Oracles oracles,
            Scenario scenario,
            EventLog log,
            SplittableRandom random) {
        this.time = time;
        this.network = network;
        this.nodes = nodes;
        this.ledger = ledger;
        this.oracles = oracles;
        this.scenario = scenario;
        this.log = log;
        this.random = random;
        this.faults = new ArrayList<>(scenario.faults());
        this.cuts = new int[nodes.size()][nodes.size()];
    }

    void start() {
        if (!faults.isEmpty()) {
            var unused = time.after(upTo(scenario.faultGap().multipliedBy(2)), this::strike);
        }
    }

    /** No new faults; those that last end when their time comes, at most two minutes from now. */
    void stop() {
        over = true;
    }

    private void strike() {
        if (over) {
            return;
        }
        Fault fault = faults.get(random.nextInt(faults.size()));
        SimulatedNode victim = nodes.get(random.nextInt(nodes.size()));
        log.add("fault " + fault, victim.name, 0);
        switch (fault) {
            case PARTITION -> partition();
            case ONE_WAY_CUT -> oneWayCut(victim);
            case PAUSE -> pause(victim);
            case CRASH -> crash(victim);
            case CLOCK_STEP -> victim.clock.stepTo(random.nextLong(4 * HOUR_MILLIS) - 2 * HOUR_MILLIS);
            case CLOCK_FREEZE -> freeze(victim);
            case STORM -> storm();
        }
        start();
    }

    private void partition() {
        long side = random.nextLong();
        Duration lasting = outage();
        for (SimulatedNode one : nodes) {
            for (SimulatedNode other : nodes) {
                if ((side >> one.index & 1) != (side >> other.index & 1)) {
                    cut(one.index, other.index, lasting);
                }
            }
        }
    }

    private void oneWayCut(SimulatedNode victim) {
        SimulatedNode other = nodes.get(random.nextInt(nodes.size()));
        if (other != victim) {
            cut(victim.index, other.index, outage());
        }
    }

    private void cut(int from, int to, Duration lasting) {
        cuts[from][to]++;
        network.cut(from, to);
        var unused = time.after(lasting, () -> {
            if (--cuts[from][to] == 0) {
                network.mend(from, to);
            }
        });
    }

    private void pause(SimulatedNode victim) {
        if (!victim.isAwake()) {
            return;
        }
        int incarnation = victim.incarnation();
        Duration lasting = outage();
        ledger.pauseBegins(lasting.toNanos());
        victim.pause();
        var unused = time.after(lasting, () -> {
            ledger.pauseEnds(lasting.toNanos());
            if (victim.incarnation() == incarnation && victim.isPaused()) {
                log.add("resume", victim.name, 0);
                victim.resume();
            }
        });
    }

    private void crash(SimulatedNode victim) {
        if (!victim.isUp()) {
            return;
        }
        victim.crash();
        oracles.crashed(victim);
        network.crashed(victim);
        var unused = time.after(random.nextBoolean() ? upTo(Duration.ofSeconds(3)) : outage(), () -> {
            if (scenario.faults().contains(Fault.CLOCK_STEP) && random.nextBoolean()) {
                victim.clock.stepTo(victim.clock.offsetMillis() - random.nextLong(HOUR_MILLIS));
            }
            log.add("start", victim.name, victim.clock.offsetMillis());
            victim.start();
        });
    }

    private void freeze(SimulatedNode victim) {
        victim.clock.freeze();
        var unused = time.after(outage(), victim.clock::thaw);
    }

    private void storm() {
        storms++;
        network.setWeather(Weather.STORM);
        var unused = time.after(outage(), () -> {
            if (--storms == 0) {
                network.setWeather(scenario.weather());
            }
        });
    }

    /** Up to two minutes, but less than a liveness: a longer pause may bring back what others have long forgotten. */
    private Duration outage() {
        Duration longest = Duration.ofMinutes(2);
        Duration most = scenario.liveness().multipliedBy(4).dividedBy(5);
        return upTo(most.compareTo(longest) < 0 ? most : longest);
    }

    private Duration upTo(Duration longest) {
        return Duration.ofNanos(random.nextLong(longest.toNanos()) + 1);
    }
}
