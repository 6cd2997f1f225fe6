package hera.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hera.foundation.json.MalformedInputException;
import hera.foundation.json.NaiveJson;
import hera.registry.replica.InstanceContent;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class InstanceFilterTest {
    private static final String INSTANCE = """
            {"host":"sr-1","port":8080,"text":"8080","up":true,"gone":null,"ratio":1.0,"url":"http://x:1/",
            "caf\\u00e9":"\\u0031\\n","tags":{"dc":"lon","deep":{"x":"y"},"a.b":{"c":"d"},"":{"":"void"}},
            "tags.dc":"ash","list":["a"],"none":{},"empty":"","twice":1,"twice":2,"back":"a\\\\nb","caf\\u00e9.x":1}
            """;

    @Test
    void seventeenConditionsAreRefused() throws MalformedInputException {
        assertThat(InstanceFilter.parse(Collections.nCopies(16, "a:1")).isEverything())
                .isFalse();
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> InstanceFilter.parse(Collections.nCopies(17, "a:1")))
                .withMessageContaining("at most 16 conditions, not 17");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "host:sr-1|true",
                "host:sr-2|false",
                "host:|false",
                "Host:sr-1|false",
                "empty:|true",
                "absent:|false",
                "port:8080|true",
                "text:8080|true",
                "port:08080|false",
                "port:808|false",
                "port:80800|false",
                "up:true|true",
                "gone:null|true",
                "ratio:1.0|true",
                "ratio:1|false",
                "url:http://x:1/|true",
                "café:1\\n|false",
                "café.x:1|true",
                "back:a\\nb|true",
                "back:a\\\\nb|false",
                "tags.dc:lon|true",
                "tags.dc:ash|true",
                "tags.dc:other|false",
                "tags.deep.x:y|true",
                "tags.a.b.c:d|true",
                "tags..:void|true",
                "tags.:void|false",
                "tags:lon|false",
                "tags.deep:y|false",
                "none:{}|false",
                "list:a|false",
                "list:[\"a\"]|false",
                "host.x:sr-1|false",
                "twice:1|true",
                "twice:2|true",
            })
    void conditionIsMetBy(String condition, boolean met) throws MalformedInputException {
        assertThat(InstanceFilter.parse(List.of(condition)).matches(instance())).isEqualTo(met);
    }

    @Test
    void stringsCompareByWhatTheyStandFor() throws MalformedInputException {
        assertThat(InstanceFilter.parse(List.of("café:1\n")).matches(instance()))
                .isTrue();
    }

    @Test
    void allConditionsMustHold() throws MalformedInputException {
        assertThat(InstanceFilter.parse(List.of("host:sr-1", "port:8080")).matches(instance()))
                .isTrue();
        assertThat(InstanceFilter.parse(List.of("host:sr-1", "port:1")).matches(instance()))
                .isFalse();
        assertThat(InstanceFilter.parse(List.of()).matches(instance())).isTrue();
        assertThat(InstanceFilter.parse(List.of()).isEverything()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", ":sr-1"})
    void conditionWithoutFieldOrColonIsRefused(String condition) {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> InstanceFilter.parse(List.of(condition)))
                .withMessageContaining("FIELD:VALUE")
                .extracting(MalformedInputException::reason)
                .isEqualTo(MalformedInputException.Reason.BAD_QUERY);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsWhatAWalkOverTheTreeFinds(long seed) throws MalformedInputException {
        SplittableRandom random = new SplittableRandom(seed);
        int met = 0;
        for (int i = 0; i < 10_000; i++) {
            String object = object(random, 3);
            String field = path(random, 3);
            String value = random.nextBoolean() ? "1" : "a";
            boolean found =
                    InstanceFilter.parse(List.of(field + ":" + value)).matches(new InstanceContent(utf8(object)));
            JsonNode tree = NaiveJson.tree(utf8(object)).orElseThrow();
            assertThat(found).as("%s:%s in %s", field, value, object).isEqualTo(naive(tree, field, value));
            met += found ? 1 : 0;
        }
        assertThat(met).isGreaterThan(500);
    }

    private static boolean naive(JsonNode node, String field, String value) {
        for (String name : node.propertyNames()) {
            JsonNode member = node.get(name);
            if (name.equals(field) && member.isValueNode() && member.asString().equals(value)) {
                return true;
            }
            if (member.isObject()
                    && field.startsWith(name + ".")
                    && naive(member, field.substring(name.length() + 1), value)) {
                return true;
            }
        }
        return false;
    }

    /** Members never share a name, which a tree could not hold. */
    private static String object(SplittableRandom random, int depth) {
        StringBuilder out = new StringBuilder("{");
        for (String name : new String[] {"\"a\"", "\"b\"", "\"a.b\"", "\"b\\u002ea\"", "\"\\u0061.a\""}) {
            if (random.nextInt(3) > 0) {
                out.append(out.length() > 1 ? "," : "").append(name).append(':');
                switch (random.nextInt(depth > 0 ? 6 : 4)) {
                    case 0 -> out.append(1);
                    case 1 -> out.append("\"1\"");
                    case 2 -> out.append("\"\\u0061\"");
                    case 3 -> out.append("[1]");
                    default -> out.append(object(random, depth - 1));
                }
            }
        }
        return out.append('}').toString();
    }

    private static String path(SplittableRandom random, int most) {
        String step = random.nextBoolean() ? "a" : "b";
        return most > 0 && random.nextInt(3) > 0 ? step + "." + path(random, most - 1) : step;
    }

    private static InstanceContent instance() throws MalformedInputException {
        return new InstanceReader(10_000, 64).read(utf8(INSTANCE));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
