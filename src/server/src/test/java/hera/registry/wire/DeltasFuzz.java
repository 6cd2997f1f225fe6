package hera.registry.wire;

import hera.foundation.json.MalformedInputException;
import hera.fuzz.Fuzzing;
import hera.harness.Digests;
import hera.registry.replica.Digest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Target of fuzzing: a page of deltas in both forms. What is accepted is written as a page that is accepted whole; in the rich form
 * it has the same tuples.
 */
public final class DeltasFuzz {
    private static final long NOW = 1_355_833_258_675L;
    private static final Digest ASKED = Digests.at(Map.of(), 0);
    private static final DeltasCodec CODEC = new DeltasCodec(new InstanceReader(64 << 10, 64), WireNames.ANY);

    private DeltasFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        for (PageFormat form : PageFormat.values()) {
            DecodedPage page = decoded(input, form);
            if (page != null) {
                DecodedPage again = decoded(CODEC.encode(page.deltas(), form), form);
                Fuzzing.check(again != null, "a page that was written is read: " + form);
                Fuzzing.check(again != null && again.rejectedCount() == 0, "nothing of it is rejected: " + form);
                Fuzzing.check(
                        form != PageFormat.RICH
                                || (again != null && tuples(again).equals(tuples(page))),
                        "all of it is written");
            }
        }
    }

    private static List<String> tuples(DecodedPage page) {
        return page.deltas().origins().entrySet().stream()
                .flatMap(origin -> origin.getValue().deltas().stream()
                        .map(delta -> origin.getKey() + " " + delta.service() + " " + delta.id() + " "
                                + delta.timestamp() + " " + delta.getClass()))
                .toList();
    }

    private static @Nullable DecodedPage decoded(byte[] input, PageFormat form) {
        try {
            return CODEC.decode(input, form, ASKED, false, NOW);
        } catch (MalformedInputException e) {
            Fuzzing.check(!String.valueOf(e.getMessage()).isEmpty(), "a refusal says why");
            return null;
        }
    }
}
