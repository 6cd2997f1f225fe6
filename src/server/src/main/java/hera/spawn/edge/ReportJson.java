package hera.spawn.edge;

import hera.foundation.json.JsonBuffer;
import hera.spawn.log.WriteDraft;
import hera.spawn.queue.WriteReport;

/** Reports of writes as JSON. */
public final class ReportJson {
    private static final int ROOM = 512;

    private ReportJson() {}

    /** Returns the report, its members sorted by name. */
    public static byte[] of(WriteReport report) {
        WriteDraft draft = report.write().draft();
        JsonBuffer json = new JsonBuffer(ROOM)
                .raw("{\"accepted\":")
                .number(draft.acceptedMillis())
                .raw(",\"bytes\":")
                .number(draft.body().length())
                .raw(",\"id\":")
                .string(draft.id())
                .raw(",\"method\":")
                .string(draft.method())
                .raw(",\"nodes\":");
        nodes(json, report);
        return json.raw(",\"sequence\":")
                .number(report.write().sequence())
                .raw(",\"settled\":")
                .raw(Boolean.toString(report.isSettled()))
                .raw(",\"target\":")
                .string(draft.target())
                .raw('}')
                .toByteArray();
    }

    static byte[] accepted(WriteReport report) {
        JsonBuffer json = new JsonBuffer(ROOM)
                .raw("{\"write\":")
                .string(report.write().draft().id())
                .raw(",\"sequence\":")
                .number(report.write().sequence())
                .raw(",\"nodes\":");
        nodes(json, report);
        return json.raw('}').toByteArray();
    }

    static byte[] problem(int status, String detail, WriteReport report) {
        JsonBuffer json = new JsonBuffer(ROOM)
                .raw("{\"title\":")
                .string(status == 502 ? "Bad Gateway" : "Gateway Timeout")
                .raw(",\"status\":")
                .number(status)
                .raw(",\"detail\":")
                .string(detail)
                .raw(",\"write\":")
                .string(report.write().draft().id())
                .raw(",\"nodes\":");
        nodes(json, report);
        return json.raw('}').toByteArray();
    }

    private static void nodes(JsonBuffer json, WriteReport report) {
        json.raw('[');
        boolean first = true;
        for (WriteReport.Member member : report.members()) {
            json.raw(first ? "{\"attempts\":" : ",{\"attempts\":")
                    .number(member.outcome().attempts())
                    .raw(",\"error\":")
                    .string(member.outcome().error())
                    .raw(",\"host\":")
                    .string(member.host())
                    .raw(",\"port\":")
                    .number(member.port())
                    .raw(",\"state\":")
                    .string(member.outcome().state().word())
                    .raw(",\"status\":")
                    .number(member.outcome().status())
                    .raw('}');
            first = false;
        }
        json.raw(']');
    }
}
