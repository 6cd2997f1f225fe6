package hera.registry.api;

import hera.foundation.names.NodeName;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs a request that it is counted, in the registry that a node has. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class MetricsBenchmark {
    private final RegistryMetrics metrics = new RegistryMetrics(
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            new Replica(new NodeName("node"), new ReplicaBounds(300_000, 1_000, 10), 42));

    @Benchmark
    public void put() {
        metrics.put();
    }

    @Benchmark
    @Threads(2)
    public void putByTwoThreads() {
        metrics.put();
    }
}
