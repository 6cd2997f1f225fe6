package hera.registry.wire;

import hera.foundation.json.MalformedInputException;
import hera.registry.replica.InstanceContent;
import hera.registry.settings.Limits;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to check an instance of 101 bytes, alone and in a line of a batch. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class InstanceReaderBenchmark {
    private static final String INSTANCE =
            "{\"host\":\"10.0.0.7\",\"port\":8080,\"zone\":\"eu-west-1\",\"version\":\"1.4.2\",\"count\":1000000007,\"weight\":1}";

    private final byte[] body = INSTANCE.getBytes(StandardCharsets.US_ASCII);
    private final byte[] line = ("{\"service\":\"web\",\"id\":\"web-17\",\"instance\":" + INSTANCE + "}")
            .getBytes(StandardCharsets.US_ASCII);
    private final InstanceReader reader =
            new InstanceReader(Limits.DEFAULT.maxInstanceBytes(), Limits.DEFAULT.maxNesting());
    private final BatchLineReader lines = new BatchLineReader(reader, WireNames.ANY);

    @Benchmark
    public InstanceContent body() throws MalformedInputException {
        return reader.read(body);
    }

    @Benchmark
    public BatchLine line() throws MalformedInputException {
        return lines.read(line, 0, line.length);
    }
}
