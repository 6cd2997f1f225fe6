package hera.registry.wire;

import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NodeName;
import hera.fuzz.Fuzzing;
import hera.harness.Digests;
import hera.registry.replica.Digest;
import java.util.Map;

/** Target of fuzzing: the header of gaps. What is accepted comes back as it was. */
public final class GapsFuzz {
    private static final Digest CURSORS =
            Digests.at(Map.of(new NodeName("a"), 100L, new NodeName("b c"), Long.MAX_VALUE), 0);

    private GapsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Fuzzing.bounded(input, () -> read(Fuzzing.text(input)));
    }

    private static void read(String header) {
        Digest read;
        try {
            read = GapsCodec.withGaps(CURSORS, header);
        } catch (MalformedInputException e) {
            Fuzzing.check(!String.valueOf(e.getMessage()).isEmpty(), "a refusal says why");
            return;
        }
        try {
            Fuzzing.check(GapsCodec.withGaps(CURSORS, GapsCodec.toHeader(read)).equals(read), "gaps come back");
        } catch (MalformedInputException e) {
            throw new AssertionError("gaps that were written are refused", e);
        }
    }
}
