package hera.registry.wire;

import hera.foundation.json.MalformedInputException;
import hera.fuzz.Fuzzing;
import hera.registry.replica.InstanceContent;

/** Target of fuzzing: an instance. What is accepted is read again as the same. */
public final class InstanceFuzz {
    private static final InstanceReader READER = new InstanceReader(64 << 10, 64);

    private InstanceFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Fuzzing.bounded(input, () -> read(input));
    }

    private static void read(byte[] input) {
        InstanceContent instance;
        try {
            instance = READER.read(input);
        } catch (MalformedInputException e) {
            Fuzzing.check(!String.valueOf(e.getMessage()).isEmpty(), "a refusal says why");
            return;
        }
        try {
            Fuzzing.check(READER.read(instance.json()).equals(instance), "an instance is read again as the same");
        } catch (MalformedInputException e) {
            throw new AssertionError("an accepted instance is refused", e);
        }
    }
}
