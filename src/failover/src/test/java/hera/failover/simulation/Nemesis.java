package hera.failover.simulation;

import java.util.List;

/** Chooses what goes wrong, and when. */
final class Nemesis {
    private static final long SECOND = 1_000_000_000;

    private final World world;
    private final List<Fault> faults;
    private final long pace;
    private int given;
    private long emptiedAt;

    Nemesis(World world) {
        this.world = world;
        this.faults = world.scenario.faults();
        this.pace = world.scenario.isClean() ? SECOND / 2 : 6 * SECOND;
    }

    void begin() {
        if (!faults.isEmpty()) {
            world.time.after(world.chance.nextLong(8 * SECOND), this::strike);
        }
    }

    /** Everything goes on; what is gone is replaced. */
    void end() {
        world.network.down = false;
        world.network.hangs = false;
        world.network.slow = null;
        world.network.allSlow = false;
        world.network.heal();
        for (Node process : List.copyOf(world.processes)) {
            wake(process);
        }
        while (alive().size() < 2) {
            world.start();
        }
    }

    private void wake(Node process) {
        if (process.machine().isAsleep()) {
            process.machine().resume();
        }
        process.resume();
    }

    private List<Node> alive() {
        return world.processes.stream().filter(any -> !any.isGone()).toList();
    }

    private void strike() {
        if (world.time.now() >= world.faultyUntil) {
            return;
        }
        List<Node> alive = alive();
        Fault fault = faults.get(world.chance.nextInt(faults.size()));
        if (!alive.isEmpty()) {
            strike(fault, alive.get(world.chance.nextInt(alive.size())));
        }
        if (alive().size() < world.scenario.members() && world.chance.nextBoolean() && mayStart()) {
            world.start();
        }
        world.time.after(world.chance.nextLong(pace), this::strike);
    }

    /** Where tables are emptied, only the promise to those that lived then is left. */
    private boolean mayStart() {
        return !faults.contains(Fault.EMPTY);
    }

    private String anyName() {
        return "n" + world.chance.nextInt(world.scenario.names());
    }

    private void strike(Fault fault, Node victim) {
        world.log(victim, fault);
        switch (fault) {
            case CRASH -> victim.crash();
            case CLOSE -> close(victim);
            case RESIGN -> resign(victim, anyName());
            case SYNC -> victim.synchronize(anyName(), "id" + ++given);
            case PAUSE -> {
                Node slow = world.network.slow;
                Node paused = slow == null || slow.isGone() ? victim : slow;
                paused.pause();
                world.time.after(world.chance.nextLong(20 * SECOND), paused::resume);
            }
            case SUSPEND -> suspend(victim);
            case WALL_STEP -> stepWall(victim);
            case DOWN -> {
                world.network.down = true;
                world.time.after(world.chance.nextLong(12 * SECOND), () -> world.network.down = false);
            }
            case HANG -> {
                world.network.hangs = true;
                world.time.after(world.chance.nextLong(12 * SECOND), () -> world.network.hangs = false);
            }
            case SLOW -> {
                world.network.slow = victim;
                world.time.after(world.chance.nextLong(20 * SECOND), () -> world.network.slow = null);
            }
            case ALL_SLOW -> {
                world.network.allSlow = true;
                world.time.after(world.chance.nextLong(20 * SECOND), () -> world.network.allSlow = false);
            }
            case SPLIT -> {
                world.network.split(world.names(), alive());
                world.time.after(world.chance.nextLong(15 * SECOND), world.network::heal);
            }
            case EMPTY -> {
                if (world.time.now() >= emptiedAt + 45 * SECOND) {
                    emptiedAt = world.time.now();
                    world.oracles.termsMayBeLost();
                    world.network.empty();
                }
            }
            case FORGET -> world.network.forget();
            case STALL, LOSS, LATE, TWICE -> {}
        }
    }

    /** Lets whoever is master hand over, or any process, which may be none. */
    private void resign(Node victim, String name) {
        Node master = alive().stream()
                .filter(process -> world.scenario.isClean() && process.isMaster(name))
                .findFirst()
                .orElse(victim);
        master.resign(name);
    }

    private void close(Node victim) {
        String name = anyName();
        if (world.chance.nextInt(3) == 0 || !victim.names().contains(name)) {
            victim.closeAll();
        } else {
            victim.close(name);
        }
    }

    private void suspend(Node victim) {
        if (!victim.machine().isAsleep()) {
            victim.machine().suspend();
            world.time.after(world.chance.nextLong(20 * SECOND), () -> {
                if (victim.machine().isAsleep()) {
                    victim.machine().resume();
                    victim.goOn();
                }
            });
        }
    }

    /** Where nothing tells the time since boot, a wall clock that is set back hides a suspension: that is not promised. */
    private void stepWall(Node victim) {
        boolean forward = world.chance.nextBoolean() || !victim.machine().tellsUptime();
        victim.machine().stepWall((forward ? 1 : -1) * world.chance.nextDouble() * 3.6e12);
    }
}
