package hera.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hera.foundation.json.MalformedInputException;
import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.harness.Digests;
import hera.harness.Pages;
import hera.registry.replica.Delta;
import hera.registry.replica.Deltas;
import hera.registry.replica.Digest;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.Replica;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeltasCodecTest {
    private static final long NOW = 1_355_833_258_675L;
    private static final Digest ASKED = Digests.at(Map.of(), 0);
    private static final DeltasCodec CODEC = new DeltasCodec(new InstanceReader(1_000, 64), WireNames.ANY);

    private static final NodeName LON = new NodeName("sr-lon-1");
    private static final ServiceName SRV = new ServiceName("srv1");
    private static final InstanceId ID = new InstanceId("id1");
    private static final InstanceContent INSTANCE = new InstanceContent(utf8("{\"a\":1.0}"));

    @Test
    void richPageSaysAgesTtlsTouchesAndDeletions() throws MalformedInputException {
        Deltas deltas = deltas(
                new Delta.Put(SRV, ID, INSTANCE, 5, 5, 7, Delta.NO_TTL),
                new Delta.Put(SRV, ID, INSTANCE, 6, 4, 7, 1_000),
                new Delta.Touch(SRV, ID, 7, 5, 7),
                new Delta.Deletion(SRV, ID, 8, 7, Delta.NO_TTL),
                new Delta.Deletion(SRV, ID, 9, Delta.UNKNOWN_AGE, 86_400_000));
        byte[] page = CODEC.encode(deltas, PageFormat.RICH);
        assertThat(page).asString(StandardCharsets.UTF_8).isEqualTo("""
            {"sr-lon-1":[\
            ["srv1","id1",{"a":1.0},5,{"age":7}],\
            ["srv1","id1",{"a":1.0},6,{"age":7,"ttl":1000,"since":4}],\
            ["srv1","id1",7,{"age":7,"since":5}],\
            ["srv1","id1",null,8,{"age":7}],\
            ["srv1","id1",null,9,{"ttl":86400000}]]}\
            """);
        assertThat(decode(page, PageFormat.RICH).deltas()).isEqualTo(deltas);
    }

    @Test
    void ofTheRegistrysOwnANodeMayOnlyRegisterItself() throws MalformedInputException {
        byte[] page = """
            {"ann":[["_nodes","ann",{"host":"a","port":1,"version":"1"},5,{"age":7}],["_nodes","bob",{},6,{"age":7}],["_x","ann",{},7,{"age":7}],\
            ["x","ann",{},8,{"age":7}]]}\
            """.getBytes(StandardCharsets.UTF_8);
        DecodedPage decoded = decode(page, PageFormat.RICH);
        assertThat(Pages.byOrigin(decoded.deltas()).get(new NodeName("ann")))
                .extracting(Delta::timestamp)
                .containsExactly(5L, 8L);
        assertThat(decoded.rejectedFor()).containsExactly(Map.entry(MalformedInputException.Reason.BAD_NAME, 2));
        assertThat(Pages.received(decoded.deltas())).containsEntry(new NodeName("ann"), 8L);
    }

    @Test
    void plainPageHasLiveEntriesOnly() throws MalformedInputException {
        Deltas deltas = deltas(
                new Delta.Touch(SRV, ID, 4, 3, 7),
                new Delta.Put(SRV, ID, INSTANCE, 5, 4, 7, 1_000),
                new Delta.Deletion(SRV, ID, 6, 7, Delta.NO_TTL));
        byte[] page = CODEC.encode(deltas, PageFormat.PLAIN);
        assertThat(page)
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"sr-lon-1\":[[\"srv1\",\"id1\",{\"a\":1.0},5]]}");
        assertThat(decode(page, PageFormat.PLAIN).deltas())
                .isEqualTo(deltas(new Delta.Put(SRV, ID, INSTANCE, 5, 5, Delta.UNKNOWN_AGE, Delta.NO_TTL)));
        assertThat(CODEC.encode(Pages.of(Map.of(LON, List.of()), false), PageFormat.PLAIN))
                .isEqualTo(utf8("{\"sr-lon-1\":[]}"));
        assertThat(CODEC.encode(Pages.of(Map.of(), false), PageFormat.RICH)).isEqualTo(utf8("{}"));
    }

    @Test
    void plainTuplesComeInAnyOrderAndWithAnySpacing() throws MalformedInputException {
        DecodedPage decoded = decode(
                " { \"b\" : [ ] , \"sr-lon-1\": [ [\"srv1\" , \"id\\u0031\", { \"a\" : 1.0 } , 9 ] ,\n"
                        + "[\"srv1\",\"id1\",{\"a\":1.0},5,{\"age\":\"any\",\"x\":[]}] ] } ",
                PageFormat.PLAIN);
        assertThat(decoded.rejected()).isEmpty();
        assertThat(decoded.deltas())
                .isEqualTo(deltas(
                        new Delta.Put(SRV, ID, INSTANCE, 5, 5, Delta.UNKNOWN_AGE, Delta.NO_TTL),
                        new Delta.Put(SRV, ID, INSTANCE, 9, 9, Delta.UNKNOWN_AGE, Delta.NO_TTL)));
        assertThat(Pages.received(decoded.deltas())).containsExactly(Map.entry(LON, 9L));
    }

    @Test
    void metaIsOptionalAndOpenToMoreMembers() throws MalformedInputException {
        assertThat(only("[\"srv1\",\"id1\",{\"a\":1.0},5]"))
                .isEqualTo(new Delta.Put(SRV, ID, INSTANCE, 5, 5, Delta.UNKNOWN_AGE, Delta.NO_TTL));
        assertThat(only("[\"srv1\",\"id1\",{\"a\":1.0},5,{ \"new\":{\"age\":-1}, \"\\u0061ge\" : 3 }]"))
                .isEqualTo(new Delta.Put(SRV, ID, INSTANCE, 5, 5, 3, Delta.NO_TTL));
        assertThat(only("[\"srv1\",\"id1\",5,{}]"))
                .isEqualTo(new Delta.Touch(SRV, ID, 5, Delta.UNKNOWN_SINCE, Delta.UNKNOWN_AGE));
        assertThat(only("[\"srv1\",\"id1\",null,5,{}]"))
                .isEqualTo(new Delta.Deletion(SRV, ID, 5, Delta.UNKNOWN_AGE, Delta.NO_TTL));
    }

    private static Delta only(String tuple) throws MalformedInputException {
        DecodedPage decoded = decode("{\"sr-lon-1\":[" + tuple + "]}", PageFormat.RICH);
        assertThat(decoded.rejected()).isEmpty();
        return Pages.byOrigin(decoded.deltas()).getOrDefault(LON, List.of()).get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "RICH|7|BAD_SHAPE",
                "RICH|{}|BAD_SHAPE",
                "RICH|[]|BAD_SHAPE",
                "RICH|[\"s\",\"i\",{}]|BAD_SHAPE",
                "RICH|[\"s\",\"i\",5]|BAD_SHAPE",
                "RICH|[\"s\",\"i\",5,{},1]|BAD_SHAPE",
                "RICH|[\"s\",\"i\",5,6]|BAD_SHAPE",
                "RICH|[\"s\",\"i\",null,5]|BAD_SHAPE",
                "RICH|[\"s\",\"i\",null,5,6]|BAD_SHAPE",
                "RICH|[\"s\",\"i\",{},5,6]|BAD_SHAPE",
                "RICH|[\"s\",\"i\",{},5,null]|BAD_SHAPE",
                "RICH|[\"s\",\"i\",{},5,{},{}]|BAD_SHAPE",
                "RICH|[1,\"i\",{},5,{}]|BAD_SHAPE",
                "RICH|[\"s\",{},{},5,{}]|BAD_SHAPE",
                "RICH|[\"\",\"i\",{},5,{}]|BAD_NAME",
                "RICH|[\"s\",\"\",{},5,{}]|BAD_NAME",
                "RICH|[\"s\\n\",\"i\",{},5,{}]|BAD_NAME",
                "RICH|[\"s\",\"\\ud800\",{},5,{}]|BAD_NAME",
                "RICH|[\"s\",\"\\x\",{},5,{}]|NOT_JSON",
                "RICH|[\"s\",\"i\",{\"a\":\"\t\"},5,{}]|NOT_JSON",
                "RICH|[\"s\",\"i\",[],5,{}]|NOT_AN_OBJECT",
                "RICH|[\"s\",\"i\",\"{}\",5,{}]|NOT_AN_OBJECT",
                "RICH|[\"s\",\"i\",true,5,{}]|NOT_AN_OBJECT",
                "RICH|[\"s\",\"i\",{},-1,{}]|BAD_TIMESTAMP",
                "RICH|[\"s\",\"i\",{},1.5,{}]|BAD_TIMESTAMP",
                "RICH|[\"s\",\"i\",{},1e3,{}]|BAD_TIMESTAMP",
                "RICH|[\"s\",\"i\",{},\"5\",{}]|BAD_TIMESTAMP",
                "RICH|[\"s\",\"i\",{},null,{}]|BAD_TIMESTAMP",
                "RICH|[\"s\",\"i\",{},9223372036854775808,{}]|BAD_TIMESTAMP",
                "RICH|[\"s\",\"i\",{},9223372036854775807,{}]|BAD_TIMESTAMP",
                "RICH|[\"s\",\"i\",{},1355919658676,{}]|BAD_TIMESTAMP",
                "RICH|[\"s\",\"i\",-1,{}]|BAD_TIMESTAMP",
                "RICH|[\"s\",\"i\",null,1355919658676,{}]|BAD_TIMESTAMP",
                "RICH|[\"s\",\"i\",{},5,{\"since\":6}]|BAD_TIMESTAMP",
                "RICH|[\"s\",\"i\",5,{\"since\":-1}]|BAD_TIMESTAMP",
                "RICH|[\"s\",\"i\",{},5,{\"age\":-1}]|BAD_AGE",
                "RICH|[\"s\",\"i\",{},5,{\"age\":1.5}]|BAD_AGE",
                "RICH|[\"s\",\"i\",{},5,{\"age\":null}]|BAD_AGE",
                "RICH|[\"s\",\"i\",5,{\"age\":9007199254740992}]|BAD_AGE",
                "RICH|[\"s\",\"i\",{},5,{\"ttl\":999}]|BAD_TTL",
                "RICH|[\"s\",\"i\",{},5,{\"ttl\":86400001}]|BAD_TTL",
                "RICH|[\"s\",\"i\",null,5,{\"ttl\":\"1000\"}]|BAD_TTL",
                "PLAIN|[\"s\",\"i\",{}]|BAD_SHAPE",
                "PLAIN|[\"s\",\"i\",{},5,6]|BAD_SHAPE",
                "PLAIN|[\"s\",\"i\",null,5]|NOT_AN_OBJECT",
                "PLAIN|[\"s\",\"i\",null,5,{}]|NOT_AN_OBJECT",
                "PLAIN|[\"s\",\"i\",5,{}]|BAD_TIMESTAMP",
            })
    void badTupleIsSkippedAndTheRestStands(PageFormat form, String tuple, MalformedInputException.Reason reason)
            throws MalformedInputException {
        String good = "[\"srv1\",\"id1\",{\"a\":1.0},%d]";
        String page = "{\"a\":[" + good.formatted(1) + "," + tuple + "," + good.formatted(2) + "],\"b\":[" + tuple
                + "],\"c\":[" + good.formatted(3) + "]}";
        DecodedPage decoded = decode(page, form);
        assertThat(decoded.rejected()).extracting(RejectedTuple::origin).containsExactly("a", "b");
        assertThat(decoded.rejected()).extracting(RejectedTuple::reason).containsOnly(reason);
        assertThat(decoded.rejected().get(0).message()).startsWith("tuple at byte 33: ");
        assertThat(decoded.rejectedCount()).isEqualTo(2);
        assertThat(Pages.byOrigin(decoded.deltas()).keySet())
                .extracting(NodeName::value)
                .containsExactly("a", "c");
        assertThat(Pages.byOrigin(decoded.deltas()).get(new NodeName("a")))
                .extracting(Delta::timestamp)
                .containsExactly(1L, 2L);
    }

    @Test
    void instanceBeyondTheLimitsIsSkipped() throws MalformedInputException {
        String large = "{\"a\":\"" + "x".repeat(1_000) + "\"}";
        String deep = "{\"a\":".repeat(65) + "1" + "}".repeat(65);
        String wide = "{\"a\":1" + " ".repeat(1_000) + "}";
        String tuple = "[\"s\",\"i\",%s,5],";
        DecodedPage decoded = decode(
                "{\"a\":[" + tuple.formatted(large) + tuple.formatted(deep) + tuple.formatted(wide)
                        + "[\"s\",\"i\",{\"a\":\"\"},6]]}",
                PageFormat.PLAIN);
        assertThat(decoded.rejected())
                .extracting(RejectedTuple::reason)
                .containsExactly(MalformedInputException.Reason.TOO_LARGE, MalformedInputException.Reason.TOO_DEEP);
        assertThat(Pages.byOrigin(decoded.deltas()).get(new NodeName("a")))
                .extracting(Delta::timestamp)
                .containsExactly(5L, 6L);
    }

    @Test
    void stringThatIsNoUtf8SpoilsItsTupleOnly() throws MalformedInputException {
        byte[] page = utf8("{\"a\":[[\"s\",\"i\",{\"a\":\"X\"},5],[\"s\",\"i\",{},6]]}");
        page[new String(page, StandardCharsets.UTF_8).indexOf('X')] = (byte) 0xFF;
        DecodedPage decoded = decode(page, PageFormat.PLAIN);
        assertThat(decoded.rejected())
                .extracting(RejectedTuple::reason)
                .containsExactly(MalformedInputException.Reason.BAD_UTF8);
        assertThat(Pages.received(decoded.deltas())).containsExactly(Map.entry(new NodeName("a"), 6L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"*\"", "\"a\\u0000\"", "\"\\x\"", "\"\\ud800\""})
    void badOriginRejectsAllItsTuples(String origin) throws MalformedInputException {
        DecodedPage decoded =
                decode("{" + origin + ":[[\"s\",\"i\",{},5],7],\"b\":[[\"s\",\"i\",{},5]]}", PageFormat.PLAIN);
        assertThat(decoded.rejectedCount()).isEqualTo(2);
        assertThat(Pages.received(decoded.deltas())).containsExactly(Map.entry(new NodeName("b"), 5L));
        assertThat(Pages.byOrigin(decoded.deltas())).containsOnlyKeys(new NodeName("b"));
    }

    @Test
    void receivedCountsRejectedTuplesButNoUnsoundTimestamps() throws MalformedInputException {
        long latest = NOW + Replica.MAX_AHEAD_MILLIS;
        DecodedPage decoded = decode(
                "{\"a\":[[\"s\",\"i\",{},3],[\"\",\"i\",{},5],[\"s\",\"i\",{}," + (latest + 1) + "]],"
                        + "\"b\":[[\"s\",\"i\",{}," + latest + "]],\"c\":[[\"s\",\"i\",{},-1]]}",
                PageFormat.PLAIN);
        assertThat(Pages.received(decoded.deltas()))
                .containsExactly(Map.entry(new NodeName("a"), 5L), Map.entry(new NodeName("b"), latest));
        assertThat(decoded.rejectedCount()).isEqualTo(3);
    }

    @Test
    void reportOfRejectedTuplesIsBoundedInNumberAndLength() throws MalformedInputException {
        String bad = "[\"" + "x".repeat(1_000) + "\",\"i\",{},5],";
        DecodedPage decoded =
                decode("{\"a\":[" + bad.repeat(1_000) + "1],\"" + "y".repeat(999) + "\":[]}", PageFormat.PLAIN);
        assertThat(decoded.rejectedCount()).isEqualTo(1_001);
        assertThat(decoded.rejected())
                .hasSize(DecodedPage.MAX_REJECTED)
                .allSatisfy(rejected -> assertThat(rejected.message()).hasSizeLessThan(200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "null",
                "{",
                "{}x",
                "{\"a\":{}}",
                "{\"a\":null}",
                "{\"a\":[}",
                "{\"a\":[1,]}",
                "{\"a\":[[01]]}",
                "{\"a\":[[\"s\",\"i\",{},5]]",
                "{\"a\" []}",
                "{\"a\":[],}",
                "{a:[]}",
                "{\"a\":[[\"s\",\"i\",{],5]]}"
            })
    void pageThatIsNoObjectOfArraysIsRefusedWhole(String page) {
        for (PageFormat form : PageFormat.values()) {
            assertThatExceptionOfType(MalformedInputException.class)
                    .isThrownBy(() -> decode(page, form))
                    .satisfies(e -> assertThat(e.reason())
                            .isIn(MalformedInputException.Reason.NOT_JSON, MalformedInputException.Reason.BAD_SHAPE));
        }
    }

    @Test
    void originNamedTwiceIsOneOrigin() throws MalformedInputException {
        DecodedPage decoded = decode("{\"a\":[[\"s\",\"i\",{},5]],\"\\u0061\":[[\"s\",\"i\",{},4]]}", PageFormat.PLAIN);
        assertThat(Pages.byOrigin(decoded.deltas()).get(new NodeName("a")))
                .extracting(Delta::timestamp)
                .containsExactly(4L, 5L);
    }

    private static Deltas deltas(Delta... deltas) {
        return Pages.of(Map.of(LON, List.of(deltas)), false);
    }

    private static DecodedPage decode(String page, PageFormat form) throws MalformedInputException {
        return decode(utf8(page), form);
    }

    private static DecodedPage decode(byte[] page, PageFormat form) throws MalformedInputException {
        return CODEC.decode(page, form, ASKED, false, NOW);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
