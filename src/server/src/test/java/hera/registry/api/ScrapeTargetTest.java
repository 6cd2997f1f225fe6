package hera.registry.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.json.JsonBuffer;
import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.registry.replica.InstanceContent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeTargetTest {
    private static final ServiceName SERVICE = new ServiceName("we\"b");

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "\"10.0.0.7\"      | 9000     | 10.0.0.7:9000",
                "\"web-1.example\" | \"9000\" | web-1.example:9000",
                "\"h\\u006fst\"    | 1        | host:1",
                "\"h\"             | 65535    | h:65535",
                "\"::1\"           | 80       | [::1]:80",
                "\"[::1]\"         | 80       | [::1]:80",
                "\"fe80::1%eth0\"  | 80       | [fe80::1%eth0]:80",
            })
    void addressIsMadeOfHostAndPort(String host, String port, String address) {
        assertThat(requireNonNull(of("{\"host\":" + host + ",\"port\":" + port + "}"))
                        .address())
                .isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"host\":\"h\"}",
                "{\"port\":1}",
                "{\"host\":\"\",\"port\":1}",
                "{\"host\":null,\"port\":1}",
                "{\"host\":{},\"port\":1}",
                "{\"host\":\"h\",\"port\":0}",
                "{\"host\":\"h\",\"port\":65536}",
                "{\"host\":\"h\",\"port\":1.0}",
                "{\"host\":\"h\",\"port\":-1}",
                "{\"host\":\"h\",\"port\":true}",
                "{\"host\":\"h\",\"port\":\"http\"}",
                "{\"host\":\"h/path\",\"port\":1}",
                "{\"host\":\"user@h\",\"port\":1}",
                "{\"host\":\"h?x\",\"port\":1}",
                "{\"host\":\"a,b\",\"port\":1}",
                "{\"host\":\"a b\",\"port\":1}",
                "{\"host\":\"a\\nb\",\"port\":1}",
                "{\"host\":\"h:80\",\"port\":1}",
                "{\"host\":\"[h]\",\"port\":1}",
                "{\"host\":\"[::1\",\"port\":1}",
            })
    void instanceWithoutAnAddressIsNoTarget(String instance) {
        assertThat(of(instance)).isNull();
    }

    @Test
    void otherScalarMembersAreLabels() {
        ScrapeTarget target = requireNonNull(of("{\"host\":\"h\",\"zone\":\"eu\\u002d1\",\"port\":1,\"weight\":1.50,"
                + "\"up\":true,\"gone\":null,\"tags\":[1],\"more\":{\"a\":1}}"));
        assertThat(target.labels())
                .containsOnlyKeys(
                        "__meta_hera_service",
                        "__meta_hera_id",
                        "__meta_hera_zone",
                        "__meta_hera_weight",
                        "__meta_hera_up")
                .containsEntry("__meta_hera_service", "we\"b")
                .containsEntry("__meta_hera_id", "i/1")
                .containsEntry("__meta_hera_zone", "eu-1")
                .containsEntry("__meta_hera_weight", "1.50")
                .containsEntry("__meta_hera_up", "true");
    }

    @Test
    void charactersThatALabelMayNotHaveBecomeUnderscores() {
        assertThat(requireNonNull(of("{\"host\":\"h\",\"port\":1,\"a-b.c/é😀\":\"x\",\"\":\"y\"}"))
                        .labels())
                .containsEntry("__meta_hera_a_b_c___", "x")
                .containsEntry("__meta_hera_", "y");
    }

    @Test
    void ofMembersWithOneLabelTheFirstCounts() {
        assertThat(requireNonNull(of("{\"host\":\"h\",\"port\":1,\"a-b\":\"first\",\"a.b\":\"second\"}"))
                        .labels())
                .containsEntry("__meta_hera_a_b", "first");
    }

    @Test
    void noMemberPassesForTheServiceOrTheId() {
        assertThat(requireNonNull(of("{\"host\":\"h\",\"port\":1,\"service\":\"other\",\"id\":\"other\"}"))
                        .labels())
                .containsEntry("__meta_hera_service", "we\"b")
                .containsEntry("__meta_hera_id", "i/1");
    }

    @Test
    void itIsWrittenAsAGroupOfItsOwn() {
        JsonBuffer json = new JsonBuffer(16);
        requireNonNull(of("{\"host\":\"h\",\"port\":1}")).writeTo(json);
        assertThat(new String(json.toByteArray(), StandardCharsets.UTF_8))
                .isEqualTo("{\"targets\":[\"h:1\"],\"labels\":"
                        + "{\"__meta_hera_service\":\"we\\\"b\",\"__meta_hera_id\":\"i/1\"}}");
    }

    private static @Nullable ScrapeTarget of(String instance) {
        return ScrapeTarget.of(
                SERVICE, new InstanceId("i/1"), new InstanceContent(instance.getBytes(StandardCharsets.UTF_8)));
    }
}
