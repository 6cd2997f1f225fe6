package hera.registry.console;

import hera.foundation.http.QueryString;
import hera.foundation.json.MalformedInputException;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.registry.gossip.Gossip;
import hera.registry.gossip.NodeIdentity;
import hera.registry.membership.Membership;
import hera.registry.replica.Replica;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The endpoint {@code GET /_cluster}: this node's view of itself, its peers, all nodes and the origins. */
@RestController
public final class ClusterController {
    /** The most writes that are listed. */
    static final int MOST_WRITES = 200;

    private final Gossip gossip;
    private final Membership membership;
    private final Replica replica;
    private final Clock clock;
    private final NodeIdentity identity;
    private final Supplier<Self> self;

    /** @param self called with each request */
    public ClusterController(
            Gossip gossip,
            Membership membership,
            Replica replica,
            Clock clock,
            NodeIdentity identity,
            Supplier<Self> self) {
        this.gossip = gossip;
        this.membership = membership;
        this.replica = replica;
        this.clock = clock;
        this.identity = identity;
        this.self = self;
    }

    /**
     * The description of this node.
     *
     * @param address {@code host:port} where it is reached
     * @param mode {@code open} or {@code secured}
     * @param reach from where it can be reached: {@code loopback} or {@code network}
     */
    public record Self(String address, @Nullable String environment, String version, String mode, String reach) {}

    /**
     * Responds with the view. {@code ?writes=N} adds the newest writes; {@code ?digests=false} omits the origins, whose
     * digests visit every entry. Digests serve to compare nodes, so with them the node also sends renewals at once for
     * a while (rule 11).
     */
    @GetMapping("/_cluster")
    void get(HttpServletRequest request, HttpServletResponse response) throws IOException {
        QueryString query;
        try {
            query = QueryString.parse(request.getQueryString());
        } catch (MalformedInputException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
            return;
        }
        Moment now = clock.now();
        ClusterView view = new ClusterView(identity, self.get(), gossip.isReady());
        view.peers(gossip.peers(), gossip.heldFor());
        view.nodes(membership.nodes());
        if (!"false".equals(query.first("digests"))) {
            view.origins(replica.origins(now));
            gossip.hurry();
        }
        int writes = count(query.first("writes"));
        if (writes > 0) {
            view.writes(replica.newest(writes, now));
        }
        byte[] json = view.json();
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }

    private static int count(@Nullable String text) {
        return text == null || !text.matches("\\d{1,9}") ? 0 : Math.min(Integer.parseInt(text), MOST_WRITES);
    }
}
