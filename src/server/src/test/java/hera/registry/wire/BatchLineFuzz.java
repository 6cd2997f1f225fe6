package hera.registry.wire;

import hera.foundation.json.MalformedInputException;
import hera.fuzz.Fuzzing;

/** Target of fuzzing: a line of a batch. What is accepted has names, an instance and a ttl that are accepted alone. */
public final class BatchLineFuzz {
    private static final InstanceReader INSTANCES = new InstanceReader(64 << 10, 64);
    private static final BatchLineReader READER = new BatchLineReader(INSTANCES, WireNames.ANY);

    private BatchLineFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Fuzzing.bounded(input, () -> read(input));
    }

    private static void read(byte[] input) {
        BatchLine line;
        try {
            line = READER.read(input, 0, input.length);
        } catch (MalformedInputException e) {
            Fuzzing.check(!String.valueOf(e.getMessage()).isEmpty(), "a refusal says why");
            return;
        }
        try {
            WireNames.ANY.service(line.service().value());
            WireNames.ANY.instance(line.id().toString());
            INSTANCES.read(line.instance().json());
        } catch (MalformedInputException e) {
            throw new AssertionError("a part of an accepted line is refused", e);
        }
    }
}
