package hera.failover.simulation;

import java.util.Collections;
import java.util.List;

/** Three members that share names: how often names move when one dies, and when another joins. */
final class SharedMoves {
    private static final long MINUTE = 60_000_000_000L;
    private static final int NAMES = 30;
    private static final int SHARE = NAMES / 3;
    private static final int SEEDS = 40;
    private static final int FEW_SEEDS = 8;
    private static final int SHORT_LIVES = 8;
    private static final long SHORT = 2_000_000_000L;

    private static final Scenario SHARED = new Scenario(
            "shared", 3, NAMES, List.of(Scenario.timing(0, 100, 2_000, 2_000, 500)), List.of(), false, true, false, 0);

    private SharedMoves() {}

    /**
     * Throws a violation if names move that need not. As members hear of each other late, one move for ten deaths
     * and one for two joins may be too many.
     */
    static void check() {
        long afterDeath = 0;
        long afterJoin = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            World world = new World(SHARED, seed);
            Node mortal = world.start();
            world.start();
            world.start();
            moves(world);
            if (mortal.masterships() != SHARE) {
                throw new Violation("one of three holds " + mortal.masterships() + " of " + NAMES + " names");
            }
            mortal.crash();
            afterDeath += moves(world);
            world.start();
            afterJoin += moves(world);
        }
        compare(afterDeath, SEEDS * SHARE + SEEDS / 10, "deaths");
        compare(afterJoin, SEEDS * SHARE + SEEDS / 2, "joins");
    }

    /**
     * Throws a violation if names are not divided in the end, after members that asked for names and died before they had
     * got them.
     */
    static void checkAfterShortLives() {
        for (long seed = 1; seed <= FEW_SEEDS; seed++) {
            World world = new World(SHARED, seed);
            world.start();
            world.start();
            moves(world);
            for (int life = 0; life < SHORT_LIVES; life++) {
                Node brief = world.start();
                world.time.runUntil(world.time.now() + world.chance.nextLong(SHORT));
                brief.crash();
                moves(world);
            }
            world.start();
            moves(world);
        }
    }

    private static void compare(long moves, long most, String causes) {
        if (moves > most) {
            throw new Violation(
                    moves + " moves of names after " + SEEDS + " " + causes + ", at most " + most + " are needed");
        }
    }

    /** Runs for a minute, after which the names are divided; returns how many masterships began in it. */
    private static long moves(World world) {
        long before = world.oracles.masterships();
        world.time.runUntil(world.time.now() + MINUTE);
        List<Long> held = world.processes.stream()
                .filter(process -> !process.isGone())
                .map(Node::masterships)
                .toList();
        long all = held.stream().mapToLong(Long::longValue).sum();
        if (all != NAMES || Collections.max(held) > Collections.min(held) + 1) {
            throw new Violation("of " + NAMES + " names " + held + " are held");
        }
        return world.oracles.masterships() - before;
    }
}
