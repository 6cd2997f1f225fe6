package hera.spawn.queue;

import hera.spawn.queue.QueueSettings.OnPoison;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What may happen in a run of the simulator. */
enum SpawnScenario {
    /** Nodes and clients of all kinds, a process that is killed, a disk that is slow or full. */
    LIFE,

    /** Operators change nodes, replay and drop dead letters, of which there may be few, and writes leave the log soon. */
    OPERATORS,

    /** Hundreds of writes wait for nodes that take them faster than the disk records it. */
    BACKLOG,

    /** A write that fails is tried for ever. */
    HOLD,

    /** A node that fails too often, or whose queue is full, is taken out. */
    RESYNC,

    /** Queues are short, and few clients may wait. */
    BOUNDS,

    /** Commits break, and nobody knows whether they took place. */
    BREAKS,

    /** Two or three Spawns share the disk and the queues; they are killed, stop and go on, and lose their leases. */
    SHARED;

    private static final int STEPS = 60;
    private static final List<SimulatedServer.Mood> MOODS = List.of(SimulatedServer.Mood.values());
    private static final List<AnswerPolicy> POLICIES = List.of(AnswerPolicy.values());

    /** Lives through the scenario by chance, heals all, and checks what is left against every promise. */
    SpawnWorld run(long seed) {
        int spawns = this == SHARED ? 2 + (int) (seed % 2) : 1;
        SpawnWorld world = new SpawnWorld(seed, 1 + (int) (seed % 4), spawns, settings());
        world.disk.mostParked = world.settings.maxParked();
        world.disk.breaksOneIn = this == BREAKS ? 25 : 0;
        SimulatedOperator operator = new SimulatedOperator(world);
        for (int step = 0; step < STEPS; step++) {
            step(world, operator);
        }
        boolean poisonEnds = world.settings.onPoison() == OnPoison.PARK && world.settings.maxParked() > STEPS;
        world.nodes.values().forEach(node -> node.cured = !poisonEnds);
        world.heal();
        operator.allServe();
        FinalChecks.run(world);
        return world;
    }

    QueueSettings settings() {
        QueueSettings usual = SpawnWorld.SETTINGS;
        return switch (this) {
            case LIFE, BREAKS, SHARED -> usual;
            case OPERATORS -> shortLog(withParked(usual, 3));
            case BACKLOG -> shortLog(usual);
            case HOLD -> withPoison(usual, OnPoison.HOLD, 100_000, false);
            case RESYNC -> shortLog(withPoison(usual, OnPoison.RESYNC, 60, true));
            case BOUNDS -> withPoison(usual, OnPoison.PARK, 25, false);
        };
    }

    private void step(SpawnWorld world, SimulatedOperator operator) {
        Random random = world.random;
        for (int i = random.nextInt(6); i > 0; i--) {
            write(world);
        }
        if (this == BACKLOG && random.nextInt(20) == 0) {
            for (int i = 0; i < 400; i++) {
                world.write("good", AnswerPolicy.ACCEPTED, null);
            }
        }
        world.nodes.values().forEach(node -> {
            if (random.nextInt(8) == 0) {
                node.mood = MOODS.get(random.nextInt(MOODS.size()));
            }
        });
        world.disk.full = random.nextInt(20) == 0;
        world.disk.away = random.nextInt(this == BACKLOG ? 4 : 20) == 0;
        if (this == SHARED) {
            share(world, operator);
        }
        if ((this == OPERATORS || this == RESYNC) && random.nextInt(3) == 0) {
            operator.act();
            if (random.nextInt(6) == 0) {
                world.advance(random.nextInt(60));
                world.crash();
            }
        }
        world.advance(random.nextInt(random.nextBoolean() ? 30 : 3000));
        if (random.nextInt(15) == 0) {
            world.crash();
        }
    }

    private static void share(SpawnWorld world, SimulatedOperator operator) {
        Random random = world.random;
        for (SimulatedSpawn spawn : world.spawns) {
            if (spawn.isPaused() && random.nextInt(4) == 0) {
                spawn.goOn();
            } else if (!spawn.isPaused() && random.nextInt(12) == 0) {
                spawn.pause();
            }
        }
        world.leases.away = random.nextInt(12) == 0;
        if (random.nextInt(6) == 0) {
            operator.act();
        }
    }

    private static void write(SpawnWorld world) {
        Random random = world.random;
        String kind = random.nextInt(30) == 0 ? "poison" : random.nextInt(10) > 0 ? "good" : oneOf(random);
        String key = random.nextInt(8) == 0 ? "key-" + random.nextInt(20) : null;
        world.write(kind, POLICIES.get(random.nextInt(POLICIES.size())), key);
    }

    private static String oneOf(Random random) {
        return random.nextBoolean() ? "bad" : "split";
    }

    private static QueueSettings shortLog(QueueSettings from) {
        return new QueueSettings(
                from.pauses(),
                from.attempts(),
                from.onPoison(),
                from.maxParked(),
                from.maxWrites(),
                from.maxBytes(),
                from.maxAge(),
                from.resyncWhenFull(),
                from.maxWaiting(),
                Duration.ofSeconds(5),
                from.keepBytes());
    }

    private static QueueSettings withParked(QueueSettings from, int most) {
        return new QueueSettings(
                from.pauses(),
                from.attempts(),
                from.onPoison(),
                most,
                from.maxWrites(),
                from.maxBytes(),
                from.maxAge(),
                from.resyncWhenFull(),
                from.maxWaiting(),
                from.keep(),
                from.keepBytes());
    }

    private static QueueSettings withPoison(QueueSettings from, OnPoison onPoison, int most, boolean resync) {
        return new QueueSettings(
                from.pauses(),
                from.attempts(),
                onPoison,
                from.maxParked(),
                most,
                from.maxBytes(),
                from.maxAge(),
                resync,
                most < 100 ? 15 : from.maxWaiting(),
                from.keep(),
                from.keepBytes());
    }
}
