package hera.registry.wire;

import hera.foundation.http.QueryString;
import hera.foundation.json.MalformedInputException;
import hera.fuzz.Fuzzing;
import hera.registry.replica.Digest;

/** Target of fuzzing: a digest as a query and as JSON. What is accepted comes back from both forms as it was. */
public final class DigestFuzz {
    private static final DigestCodec CODEC = new DigestCodec(1_000);

    private DigestFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            comesBack(CODEC.fromJson(input));
        } catch (MalformedInputException e) {
            Fuzzing.check(!String.valueOf(e.getMessage()).isEmpty(), "a refusal says why");
        }
        try {
            comesBack(CODEC.fromQuery(QueryString.parse(Fuzzing.text(input))));
        } catch (MalformedInputException e) {
            Fuzzing.check(!String.valueOf(e.getMessage()).isEmpty(), "a refusal says why");
        }
    }

    private static void comesBack(Digest digest) {
        try {
            Fuzzing.check(CODEC.fromJson(DigestCodec.toJson(digest)).equals(digest), "it comes back from JSON");
            Fuzzing.check(
                    CODEC.fromQuery(QueryString.parse(DigestCodec.toQuery(digest)))
                            .equals(digest),
                    "it comes back from a query");
        } catch (MalformedInputException e) {
            throw new AssertionError("a digest that was written is refused", e);
        }
    }
}
