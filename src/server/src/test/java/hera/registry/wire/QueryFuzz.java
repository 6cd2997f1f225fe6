package hera.registry.wire;

import hera.foundation.http.QueryString;
import hera.foundation.http.WaitPreference;
import hera.foundation.json.MalformedInputException;
import hera.fuzz.Fuzzing;
import hera.registry.replica.InstanceContent;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/** Target of fuzzing: a query with conditions, a ttl and a wait. */
public final class QueryFuzz {
    private static final InstanceContent INSTANCE = new InstanceContent(
            "{\"a\":1,\"b\":\"x\",\"c\":true,\"d\":null,\"e\":{}}".getBytes(StandardCharsets.UTF_8));

    private QueryFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            QueryString query = QueryString.parse(Fuzzing.text(input));
            String ttl = query.first("ttl");
            if (ttl != null) {
                Fuzzing.check(Ttl.parseSeconds(ttl) >= Ttl.MIN_MILLIS, "a ttl has its least value");
            }
            WaitPreference wait = WaitPreference.of(query.first("wait"), Collections.enumeration(query.all("prefer")));
            Fuzzing.check(
                    !wait.longest().isNegative() && wait.longest().compareTo(WaitPreference.MOST) <= 0,
                    "a wait is within its bounds");
            List<String> conditions = query.all("where");
            InstanceFilter filter = InstanceFilter.parse(conditions);
            Fuzzing.check(filter.equals(InstanceFilter.parse(conditions)), "a filter is read as the same again");
            filter.matches(INSTANCE);
        } catch (MalformedInputException e) {
            Fuzzing.check(!String.valueOf(e.getMessage()).isEmpty(), "a refusal says why");
        }
    }
}
