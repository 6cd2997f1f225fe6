package hera.spawn.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import hera.foundation.json.JsonBuffer;
import hera.spawn.log.DeadLetter;
import hera.spawn.log.NodeRow;
import hera.spawn.log.StoredAnswer;
import hera.spawn.queue.NodeGauge;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Nodes and dead letters as JSON. */
final class NodeJson {
    private static final List<String> SECRETS = List.of("authorization", "proxy-authorization", "cookie", "set-cookie");

    private NodeJson() {}

    static byte[] of(NodeRow row) {
        return fields(row).raw('}').toByteArray();
    }

    static byte[] status(NodeGauge gauge, long total, long aging, long maxLagMillis) {
        NodeRow row = gauge.row();
        long lag = gauge.lagMillis(aging);
        JsonBuffer json = fields(row)
                .raw(",\"state\":")
                .string(state(gauge, lag, maxLagMillis))
                .raw(",\"pending\":")
                .number(gauge.pending())
                .raw(",\"pending_bytes\":")
                .number(gauge.pendingBytes(total))
                .raw(",\"lag_ms\":")
                .number(lag == Long.MAX_VALUE ? 0 : lag)
                .raw(",\"parked\":")
                .number(gauge.parked())
                .raw(",\"position\":")
                .number(gauge.position());
        for (String count : List.of("delivered", "refused", "retried", "diverged", "dropped")) {
            json.raw(",\"" + count + "\":").number(gauge.count(count));
        }
        json.raw(",\"last_error\":")
                .string(gauge.isUp() ? gauge.lastError() : gauge.downReason())
                .raw(",\"next_attempt_ms\":")
                .number(gauge.nextAttemptMillis(aging));
        if (gauge.term() > 0) {
            json.raw(",\"owner\":").string(gauge.owner()).raw(",\"term\":").number(gauge.term());
        }
        return json.raw('}').toByteArray();
    }

    private static String state(NodeGauge gauge, long lagMillis, long maxLagMillis) {
        NodeRow row = gauge.row();
        if (row.needsResync()) {
            return "needs-resync";
        }
        if (!row.active()) {
            return "inactive";
        }
        if (row.maintenance()) {
            return "maintenance";
        }
        if (gauge.isAbsent()) {
            return "absent";
        }
        if (!gauge.isUp()) {
            return "down";
        }
        return gauge.isStuck() ? "stuck" : lagMillis > maxLagMillis ? "catching-up" : "up";
    }

    /** Returns the summary of a dead letter. */
    static byte[] dead(DeadLetter letter) {
        return summary(letter).raw('}').toByteArray();
    }

    /**
     * Returns a dead letter with its request and the node's answer.
     *
     * @param body the start of the request's body
     */
    static byte[] dead(DeadLetter letter, byte[] body) {
        JsonBuffer json = summary(letter);
        request(json, letter, body);
        return json.raw('}').toByteArray();
    }

    private static JsonBuffer summary(DeadLetter letter) {
        return new JsonBuffer(256)
                .raw("{\"attempts\":")
                .number(letter.outcome().attempts())
                .raw(",\"error\":")
                .string(letter.outcome().error())
                .raw(",\"id\":")
                .string(letter.write().draft().id())
                .raw(",\"method\":")
                .string(letter.write().draft().method())
                .raw(",\"sequence\":")
                .number(letter.write().sequence())
                .raw(",\"status\":")
                .number(letter.outcome().status())
                .raw(",\"target\":")
                .string(letter.write().draft().target());
    }

    private static void request(JsonBuffer json, DeadLetter letter, byte[] body) {
        json.raw(",\"headers\":[");
        boolean first = true;
        String[] lines = new String(letter.write().draft().head(), ISO_8859_1).split("\r\n", -1);
        for (String line : List.of(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String name = line.substring(0, colon);
                boolean secret = SECRETS.contains(name.toLowerCase(Locale.ROOT));
                json.raw(first ? "[" : ",[")
                        .string(name)
                        .raw(',')
                        .string(secret ? "***" : line.substring(colon + 1).strip())
                        .raw(']');
                first = false;
            }
        }
        json.raw(']');
        body(json, "body", body);
        StoredAnswer answer = letter.answer();
        if (answer != null) {
            json.raw(",\"answer\":{\"status\":").number(answer.status());
            body(json, "body", answer.body());
            json.raw('}');
        }
    }

    private static void body(JsonBuffer json, String name, byte[] bytes) {
        String text = new String(bytes, UTF_8);
        if (text.indexOf('\uFFFD') < 0) {
            json.raw(",\"" + name + "\":").string(text);
        } else {
            json.raw(",\"" + name + "_base64\":").string(Base64.getEncoder().encodeToString(bytes));
        }
    }

    private static JsonBuffer fields(NodeRow row) {
        JsonBuffer json = new JsonBuffer(256)
                .raw("{\"host\":")
                .string(row.address().host())
                .raw(",\"port\":")
                .number(row.address().port())
                .raw(",\"priority\":")
                .number(row.priority())
                .raw(",\"active\":")
                .raw(Boolean.toString(row.active()))
                .raw(",\"maintenance\":")
                .raw(Boolean.toString(row.maintenance()));
        return row.secure() ? json.raw(",\"scheme\":\"https\"") : json;
    }
}
