package hera.foundation.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The slow and obvious way to read JSON: a whole string, a whole tree. The twin of the scanner. */
public final class NaiveJson {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100_000)
                            .maxNumberLength(1_000_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private NaiveJson() {}

    /** The tree of strict JSON in strict UTF-8; empty for everything else. */
    public static Optional<JsonNode> tree(byte[] text) {
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
            if (decoded.isBlank() || decoded.startsWith("\uFEFF")) {
                return Optional.empty();
            }
            return Optional.of(MAPPER.readTree(decoded));
        } catch (CharacterCodingException | JacksonException e) {
            return Optional.empty();
        }
    }

    /** Well-formed text without the white space that is outside of strings. */
    public static String compact(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).replaceAll("(\"(?:[^\"\\\\]|\\\\.)*+\")|[ \\t\\r\\n]+", "$1");
    }
}
