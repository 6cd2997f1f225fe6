package hera.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NodeName;
import hera.harness.Digests;
import hera.harness.Pages;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for what peers send: the very ones that hold for clients. */
class PeersRulesTest {
    private static final NodeName NODE = new NodeName("n1");
    private static final InstanceReader INSTANCES = new InstanceReader(60, 4);
    private static final WireNames NAMES = new WireNames(8);
    private static final DeltasCodec CODEC = new DeltasCodec(INSTANCES, NAMES);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean clientMayWrite(String service, String id, String instance) {
        byte[] line = utf8("{\"service\":%s,\"id\":%s,\"instance\":%s}".formatted(service, id, instance));
        try {
            WireNames.checkReserved(new BatchLineReader(INSTANCES, NAMES)
                    .read(line, 0, line.length)
                    .service());
            return true;
        } catch (MalformedInputException e) {
            return false;
        }
    }

    private static boolean isMerged(String tuple) throws MalformedInputException {
        DecodedPage decoded = CODEC.decode(
                utf8("{\"n1\":[" + tuple + ",[\"sound\",\"i\",{},7]]}"),
                PageFormat.RICH,
                Digests.at(Map.of(NODE, 0L)),
                false,
                100);
        int deltas = Objects.requireNonNull(Pages.byOrigin(decoded.deltas()).get(NODE))
                .size();
        assertThat(deltas + decoded.rejectedCount()).as("sound and counted").isEqualTo(2);
        return deltas == 2;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "web"               | "i"           | {}                          | true
            "web%2F"            | "a/b"         | {"a":[1]}                   | true
            "eight-by"          | "eight-by"    | {}                          | true
            "actuator"          | "i"           | {}                          | false
            "eureka"            | "i"           | {}                          | false
            "livez"             | "i"           | {}                          | false
            "readyz"            | "i"           | {}                          | false
            "\\u0072eadyz"      | "i"           | {}                          | false
            "_x"                | "i"           | {}                          | false
            "_nodesx"           | "n1"          | {}                          | false
            ""                  | "i"           | {}                          | false
            "ninebytes"         | "i"           | {}                          | false
            "ééééé"             | "i"           | {}                          | false
            "web"               | "ninebytes"   | {}                          | false
            "web"               | ""            | {}                          | false
            "a\\u001b[31m"      | "i"           | {}                          | false
            "web"               | "a\\nb"       | {}                          | false
            "web"               | "\\ud800"     | {}                          | false
            "web"               | "i"           | []                          | false
            "web"               | "i"           | "x"                         | false
            "web"               | "i"           | {"a":[[[[]]]]}              | false
            "web"               | "i"           | {"a":"01234567890123456789012345678901234567890123456789012345"} | false
            """)
    void peersMayWriteWhatClientsMay(String service, String id, String instance, boolean allowed)
            throws MalformedInputException {
        assertThat(clientMayWrite(service, id, instance)).as("a client").isEqualTo(allowed);
        assertThat(isMerged("[%s,%s,%s,5,{\"age\":1}]".formatted(service, id, instance)))
                .as("a peer")
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"actuator\",\"i\",5,{\"age\":1,\"since\":3}]",
                "[\"actuator\",\"i\",null,5,{\"age\":1}]",
                "[\"ninebytes\",\"i\",null,5,{\"age\":1}]",
                "[\"_nodes\",\"n2\",null,5,{\"age\":1}]",
                "[\"_nodes\",\"n2\",5,{\"age\":1,\"since\":3}]"
            })
    void touchesAndDeletionsKeepToTheRulesToo(String tuple) throws MalformedInputException {
        assertThat(isMerged(tuple)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"host":"a","port":1,"version":"1"}             | true
            {"host":"my_host.2","port":65535,"version":"1"} | true
            {"host":"fe80::1%eth0","port":1,"version":"1"}  | true
            {"host":"a","port":99999,"version":"1"}         | false
            {"host":"a","port":0,"version":"1"}             | false
            {"host":"a","port":-1,"version":"1"}            | false
            {"host":"a","port":"1","version":"1"}           | false
            {"host":"a b","port":1,"version":"1"}           | false
            {"host":"a=b","port":1,"version":"1"}           | false
            {"host":"","port":1,"version":"1"}              | false
            {"host":"\\u001b[2J","port":1,"version":"1"}    | false
            {"host":"a","port":1,"version":"1\\n"}          | false
            {"host":"a","port":1}                           | false
            {"port":1,"version":"1"}                        | false
            {}                                              | false
            """)
    void nodeSaysOfItselfWhatIsSoundOrNothing(String description, boolean allowed) throws MalformedInputException {
        InstanceReader large = new InstanceReader(1_000, 4);
        DecodedPage decoded = new DeltasCodec(large, NAMES)
                .decode(
                        utf8("{\"n1\":[[\"_nodes\",\"n1\",%s,5,{\"age\":1}]]}".formatted(description)),
                        PageFormat.RICH,
                        Digests.at(Map.of(NODE, 0L)),
                        false,
                        100);
        assertThat(decoded.rejectedCount()).isEqualTo(allowed ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"environment", "cluster", "version"})
    void nothingOddStandsInANodesRow(String member) throws MalformedInputException {
        for (String odd : new String[] {"\\u001b[31m", "a\\nb", "\\u0000", "\\u009b", "x".repeat(256)}) {
            byte[] row = utf8("{\"host\":\"a\",\"port\":1,\"version\":\"1\",\"%s\":\"%s\"}".formatted(member, odd));
            assertThat(NodeDescription.parse(new InstanceReader(1_000, 4).read(row)))
                    .as(odd)
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-name-of-more-than-eight-bytes"})
    void limitOfNamesIsNoneOfNodes(String name) throws MalformedInputException {
        NodeName node = new NodeName(name);
        byte[] page = utf8("{\"%s\":[[\"_nodes\",\"%s\",{\"host\":\"a\",\"port\":1,\"version\":\"1\"},5,{\"age\":1}]]}"
                .formatted(name, name));
        assertThat(CODEC.decode(page, PageFormat.RICH, Digests.at(Map.of(node, 0L)), false, 100)
                        .rejectedCount())
                .isZero();
    }
}
