package hera;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.server.HeraServer;
import hera.harness.FreePorts;
import hera.harness.NodeClient;
import hera.sidecar.start.SidecarCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A whole sidecar in this process, started by its command line on free ports. */
final class RunningSidecar implements AutoCloseable {
    final int http = FreePorts.any();
    final int ringpop;
    final int debug = FreePorts.any();
    private final StringWriter out = new StringWriter();
    private @Nullable HeraServer server;

    private RunningSidecar(int ringpop) {
        this.ringpop = ringpop;
    }

    /** Starts one; the flags are those beside its addresses. */
    static RunningSidecar start(String... flags) {
        return startAt(FreePorts.any(), flags);
    }

    /** Starts one whose ringpop port others may know already. */
    static RunningSidecar startAt(int ringpop, String... flags) {
        RunningSidecar sidecar = new RunningSidecar(ringpop);
        StringWriter err = new StringWriter();
        int code = SidecarCommand.line(
                        (settings, addresses) -> sidecar.server = SidecarNode.start(settings, addresses), Map.of())
                .setOut(new PrintWriter(sidecar.out))
                .setErr(new PrintWriter(err, true))
                .execute(sidecar.line(flags));
        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        return sidecar;
    }

    private String[] line(String... flags) {
        List<String> line = new ArrayList<>(List.of(
                "--listen.http=127.0.0.1:" + http,
                "--listen.ringpop=" + address(),
                "--listen.debug=127.0.0.1:" + debug,
                "--drain=0"));
        line.addAll(List.of(flags));
        return line.toArray(String[]::new);
    }

    String banner() {
        return out.toString();
    }

    String address() {
        return "127.0.0.1:" + ringpop;
    }

    NodeClient debug() {
        return new NodeClient(debug);
    }

    /** How many members it knows, in any state. */
    int members() {
        return debug().json("/_ring").get("members").size();
    }

    long onRing() {
        return debug().json("/_ring")
                .get("members")
                .valueStream()
                .filter(member -> member.get("on_ring").asBoolean())
                .count();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
