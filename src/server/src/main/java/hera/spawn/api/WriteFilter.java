package hera.spawn.api;

import hera.foundation.http.HostPort;
import hera.spawn.log.WriteState;
import hera.spawn.queue.WriteReport;
import org.jspecify.annotations.Nullable;

/** A filter of the writes that a list shows: those with a node in a state, or those that diverged. */
record WriteFilter(@Nullable HostPort node, @Nullable String state, boolean diverged) {
    static WriteFilter of(ApiRequest request) throws ApiRefusedException {
        String node = request.query().get("node");
        String state = request.query().get("state");
        if (state != null) {
            check(state);
        }
        try {
            return new WriteFilter(node == null ? null : HostPort.parse(node), state, request.flag("diverged"));
        } catch (IllegalArgumentException e) {
            throw new ApiRefusedException(400, "node " + e.getMessage(), e);
        }
    }

    boolean takes(WriteReport report) {
        if (diverged && !report.isDiverged()) {
            return false;
        }
        if (node == null && state == null) {
            return true;
        }
        return report.members().stream().anyMatch(this::takes);
    }

    private boolean takes(WriteReport.Member member) {
        boolean sameNode = node == null || (node.host().equals(member.host()) && node.port() == member.port());
        return sameNode && (state == null || member.outcome().state().word().equals(state));
    }

    private static void check(String state) throws ApiRefusedException {
        for (WriteState known : WriteState.values()) {
            if (known.word().equals(state)) {
                return;
            }
        }
        throw new ApiRefusedException(
                400, "state must be pending, delivered, refused, parked or dropped, not '" + state + "'");
    }
}
