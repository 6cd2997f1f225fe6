package hera.registry.resource;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.replica.ReplicaFullException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to answer a read of one service by the service's size. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xms2g", "-Xmx2g"})
@State(Scope.Benchmark)
public class RenderBenchmark {
    private static final ServiceName SERVICE = new ServiceName("service");
    private static final Moment NOW = new Moment(1000, 1000);

    @Param({"100", "1000", "100000", "1000000"})
    int entries;

    private Replica replica;
    private ResponseCache answers;
    private Representation plain;
    private int next;

    @Setup
    public void fill() throws ReplicaFullException {
        replica = new Replica(new NodeName("node"), new ReplicaBounds(300_000, 2_000_000, 10), 42);
        answers = new ResponseCache(replica, new EntityTags("incarnation"));
        plain = Representation.plain(new RegistryPath.OfService(SERVICE));
        for (int i = 0; i < entries; i++) {
            put(i);
        }
    }

    private void put(int count) throws ReplicaFullException {
        byte[] json = ("{\"host\":\"10.0.0.7\",\"port\":8080,\"zone\":\"eu-west-1\",\"version\":\"1.4.2\",\"count\":"
                        + (1_000_000_000 + count) + "}")
                .getBytes(StandardCharsets.US_ASCII);
        replica.put(SERVICE, new InstanceId("instance-" + count % entries), new InstanceContent(json), Delta.NO_TTL, NOW);
    }

    /** The service has not changed since the last read. */
    @Benchmark
    public CachedResponse cached() {
        return answers.of(plain, NOW);
    }

    /** One instance has changed; includes the put. */
    @Benchmark
    public CachedResponse afterOnePut() throws ReplicaFullException {
        put(entries + next++);
        return answers.of(plain, NOW);
    }

    /** The first read, all of it. */
    @Benchmark
    public CachedResponse first() {
        return new ResponseCache(replica, new EntityTags("incarnation")).of(plain, NOW);
    }

    /** Giving a cached answer to the container. */
    @Benchmark
    public void write() throws IOException {
        answers.of(plain, NOW).writeTo(OutputStream.nullOutputStream());
    }
}
