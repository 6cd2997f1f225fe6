package hera.registry.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import hera.foundation.names.ServiceName;
import hera.registry.wire.WireNames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchedServiceTest {
    @Test
    void namesAndTagsAreUnescaped() throws Exception {
        List<WatchedService> services = parse("{\"a\\u002fb\": \"\\\"x-1\\\"\", \"ü\" :null}");
        assertThat(services)
                .containsExactly(new WatchedService(plain("a/b"), "\"x-1\""), new WatchedService(plain("ü"), ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''            | NOT_JSON  | expected '{'",
                "[]            | NOT_JSON  | expected '{'",
                "{}            | BAD_SHAPE | names no service",
                "{\"a\":1}     | BAD_SHAPE | service 'a' must have a tag",
                "{\"a\":{}}    | BAD_SHAPE | service 'a' must have a tag",
                "{\"a\":null,\"\\u0061\":null} | BAD_SHAPE | service 'a' is there twice",
                "{\"a\":null,} | NOT_JSON  | member name",
                "{\"a\":null}x | NOT_JSON  | the end",
                "{\"\":null}   | BAD_NAME  | service name",
                "{\"_x\":null} | BAD_NAME  | reserved",
                "{\"eureka\":null} | BAD_NAME | reserved",
                "{\"abcdefghi\":null} | BAD_NAME | max-name-bytes",
                "{\"a\\n\":null} | BAD_NAME | control",
            })
    void malformedBodiesAreRefused(String body, Reason reason, String message) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOfSatisfying(
                        MalformedInputException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    @Test
    void aThousandNamesAreRead() throws Exception {
        assertThat(parse(names(WatchedService.MOST_NAMES))).hasSize(1_000);
    }

    @Test
    void oneNameMoreIsRefused() {
        assertThatThrownBy(() -> parse(names(WatchedService.MOST_NAMES + 1)))
                .hasMessageContaining("more than the 1000 services");
    }

    @Test
    void moreThan64KibAreRefused() {
        String body = "{\"a\":null" + " ".repeat(WatchedService.MOST_BYTES - 9) + "}";
        assertThatThrownBy(() -> parse(body))
                .isInstanceOfSatisfying(
                        MalformedInputException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE))
                .hasMessageContaining("65536");
    }

    private static String names(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"s" + i + "\":null")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static List<WatchedService> parse(String body) throws MalformedInputException {
        return WatchedService.parse(body.getBytes(StandardCharsets.UTF_8), new WireNames(8));
    }

    private static Representation plain(String service) {
        return Representation.plain(new RegistryPath.OfService(new ServiceName(service)));
    }
}
