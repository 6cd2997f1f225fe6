package hera.spawn.door;

import hera.foundation.guard.Secrets;
import hera.foundation.guard.TlsWatch;
import hera.foundation.json.JsonBuffer;
import hera.spawn.api.DoorReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The health and metrics of the doors.
 *
 * @param secrets null for an open Spawn
 * @param watch null without TLS
 * @param reach of the operators' port: {@code loopback} or {@code network}
 */
record SecretsReport(@Nullable Secrets secrets, @Nullable TlsWatch watch, DoorCounts counts, String reach)
        implements DoorReport {
    @Override
    public byte[] health() {
        String tokens = secrets == null ? null : secrets.control().tokens().fault();
        String tls =
                secrets == null || secrets.tls() == null ? null : secrets.tls().fault();
        boolean isWhole = tokens == null && tls == null && !hasEnded();
        JsonBuffer json = new JsonBuffer(128)
                .raw("{\"status\":")
                .string(isWhole ? "UP" : "DOWN")
                .raw(",\"details\":{\"mode\":")
                .string(secrets == null ? "open" : "secured")
                .raw(",\"reach\":")
                .string(reach);
        if (secrets != null && secrets.tls() == null) {
            json.raw(",\"tls\":\"off: a mesh or a proxy has to do it\"");
        }
        if (tls != null) {
            json.raw(",\"tls\":").string(tls);
        } else if (hasEnded()) {
            json.raw(",\"tls\":\"a certificate has ended\"");
        }
        if (tokens != null) {
            json.raw(",\"tokens\":").string(tokens);
        }
        return json.raw("}}").toByteArray();
    }

    private boolean hasEnded() {
        return watch != null && (watch.secondsLeft("node") < 0 || watch.secondsLeft("ca") < 0);
    }

    @Override
    public void addMetrics(StringBuilder text) {
        text.append("# TYPE hera_security_open gauge\nhera_security_open ")
                .append(secrets == null && reach.equals("network") ? 1 : 0)
                .append('\n');
        counts.addTo(text);
        if (watch != null) {
            text.append("# TYPE hera_tls_certificate_expires_seconds gauge\n");
            for (String certificate : List.of("node", "ca")) {
                text.append("hera_tls_certificate_expires_seconds{certificate=\"%s\"} %.0f\n"
                        .formatted(certificate, watch.secondsLeft(certificate)));
            }
        }
    }
}
