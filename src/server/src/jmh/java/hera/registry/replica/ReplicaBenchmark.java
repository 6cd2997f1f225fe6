package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a replica costs by its size: services of 100 instances of about 100 bytes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xms2g", "-Xmx2g"})
public class ReplicaBenchmark {
    private static final int SOME = 1000;
    private static final int SERVICE_SIZE = 100;
    private static final int LIFE_MILLIS = 1_000_000;
    private static final int MIB = 1 << 20;

    private static InstanceContent instance(int i, long count) {
        return new InstanceContent(("{\"host\":\"10.0.0." + i % 256
                        + "\",\"port\":8080,\"zone\":\"eu-west-1\",\"version\":\"1.4.2\",\"count\":"
                        + (1_000_000_000 + count) + "}")
                .getBytes(StandardCharsets.US_ASCII));
    }

    /** A replica that holds so many instances, which outlive the benchmark. */
    @State(Scope.Benchmark)
    public static class Filled {
        @Param({"1000", "10000", "100000", "1000000"})
        int entries;

        final NodeName peer = new NodeName("peer");
        Replica replica;
        ServiceName[] services;
        InstanceId[] ids;
        InstanceContent[][] instances;
        Digest before;
        long wallMillis = 1_000;
        long agingMillis = 1_000;
        long peersTimestamp;
        int next;

        @Setup
        public void fill() throws ReplicaFullException {
            replica = new Replica(new NodeName("node"), new ReplicaBounds(300_000, 2_000_000, 10), 42);
            services = new ServiceName[Math.max(1, entries / SERVICE_SIZE)];
            for (int i = 0; i < services.length; i++) {
                services[i] = new ServiceName("service-" + i);
            }
            ids = new InstanceId[entries];
            instances = new InstanceContent[SOME][2];
            for (int i = 0; i < SOME; i++) {
                instances[i] = new InstanceContent[] {instance(i, 1), instance(i, 2)};
            }
            for (int i = 0; i < entries; i++) {
                ids[i] = new InstanceId("instance-" + i);
                replica.put(service(i), ids[i], instance(i, 0), LIFE_MILLIS, now());
            }
            wallMillis += 10_000_000; // the clock is ahead of all timestamps again, so those that follow are their own
            before = replica.digest();
            for (int i = 0; i < SOME; i++) {
                wallMillis++;
                int one = (int) ((long) i * entries / SOME);
                replica.put(service(one), ids[one], instances[i][0], LIFE_MILLIS, now());
            }
            peersTimestamp = wallMillis + 1;
        }

        ServiceName service(int i) {
            return services[i % services.length];
        }

        Moment now() {
            return new Moment(wallMillis, agingMillis);
        }
    }

    /** A thousand deltas of a peer, each newer than what the replica holds. */
    @State(Scope.Benchmark)
    public static class Incoming {
        List<Delta> deltas;
        long after;

        @Setup(Level.Invocation)
        public void make(Filled filled) {
            after = filled.peersTimestamp;
            deltas = new ArrayList<>(SOME);
            for (int i = 0; i < SOME; i++) {
                int one = (int) ((long) i * filled.entries / SOME);
                long timestamp = ++filled.peersTimestamp;
                deltas.add(new Delta.Put(
                        filled.service(one),
                        filled.ids[one],
                        filled.instances[i][(int) (after / SOME & 1)],
                        timestamp,
                        timestamp,
                        0,
                        LIFE_MILLIS));
            }
        }
    }

    /** A thousand instances more, which are due. */
    @State(Scope.Benchmark)
    public static class Due {
        final ServiceName service = new ServiceName("due");
        final InstanceId[] ids = new InstanceId[SOME];

        @Setup
        public void name() {
            for (int i = 0; i < SOME; i++) {
                ids[i] = new InstanceId("due-" + i);
            }
        }

        @Setup(Level.Invocation)
        public void put(Filled filled) throws ReplicaFullException {
            for (int i = 0; i < SOME; i++) {
                filled.replica.put(service, ids[i], filled.instances[i][0], 1000, filled.now());
            }
            filled.agingMillis += 1_300; // a life, and further than a slot of the wheel is wide
        }
    }

    @Benchmark
    public long putChanged(Filled filled) throws ReplicaFullException {
        int i = filled.next++ % filled.entries;
        return filled.replica.put(
                filled.service(i),
                filled.ids[i],
                filled.instances[i % SOME][filled.next / filled.entries & 1],
                LIFE_MILLIS,
                filled.now());
    }

    @Benchmark
    public long putSame(Filled filled) throws ReplicaFullException {
        int i = filled.next++ % SOME;
        return filled.replica.put(filled.service(i), filled.ids[i], filled.instances[i][1], LIFE_MILLIS, filled.now());
    }

    /** Per delta; the thousand newest are asked for. */
    @Benchmark
    @OperationsPerInvocation(SOME)
    public Deltas pullThousand(Filled filled) {
        Deltas deltas = filled.replica.deltas(filled.before, Deltas.Detail.EVERYTHING_WHOLE, 4 * MIB, filled.now());
        if (Objects.requireNonNull(deltas.origins().get(filled.replica.self())).deltas().size() != SOME) {
            throw new IllegalStateException("pulled another number");
        }
        return deltas;
    }

    /** Per delta. What it allocates includes the deltas themselves, which {@link Incoming} makes. */
    @Benchmark
    @OperationsPerInvocation(SOME)
    public MergeReport mergeThousand(Filled filled, Incoming incoming) {
        return filled.replica.merge(
                filled.peer,
                new OriginDeltas(Cursor.at(incoming.after), incoming.deltas, filled.peersTimestamp, List.of()),
                filled.now());
    }

    /** Per instance. What it allocates includes the puts of {@link Due}. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Warmup(iterations = 200)
    @Measurement(iterations = 400)
    @OperationsPerInvocation(SOME)
    public long purgeThousand(Filled filled, Due due) {
        long purged = filled.replica.expire(filled.now());
        if (purged != SOME) {
            throw new IllegalStateException("purged " + purged);
        }
        return purged;
    }
}
