package hera.spawn.api;

import hera.foundation.http.HostPort;
import hera.spawn.log.NodeRow;
import hera.spawn.queue.Group;
import hera.spawn.queue.NodeGauge;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The handler of {@code /nodes}: shows, adds, changes and removes nodes. Used on the core's thread. */
final class NodesHandler {
    private final Group group;

    NodesHandler(Group group) {
        this.group = group;
    }

    void handle(ApiRequest request, Consumer<ApiAnswer> done) throws ApiRefusedException {
        switch (request.method()) {
            case "GET", "HEAD" -> done.accept(show(request));
            case "PUT" -> put(request, done);
            case "DELETE" -> delete(request, done);
            default -> done.accept(ApiAnswer.notAllowed("GET, HEAD, PUT, DELETE"));
        }
    }

    static HostPort address(String host, String port) throws ApiRefusedException {
        try {
            return new HostPort(host, port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : 0);
        } catch (IllegalArgumentException e) {
            throw new ApiRefusedException(400, String.valueOf(e.getMessage()), e);
        }
    }

    private ApiAnswer show(ApiRequest request) throws ApiRefusedException {
        List<byte[]> results = new ArrayList<>();
        for (NodeGauge gauge : named(request)) {
            results.add(NodeJson.of(gauge.row()));
        }
        return results.isEmpty() ? ApiAnswer.error(404, "There is no such node.") : ApiAnswer.list(200, results);
    }

    private List<NodeGauge> named(ApiRequest request) throws ApiRefusedException {
        List<String> path = request.path();
        if (path.size() > 3) {
            throw new ApiRefusedException(404, "There is nothing here.");
        }
        HostPort address = path.size() == 3 ? address(path.get(1), path.get(2)) : null;
        return group.gauges().stream()
                .filter(gauge -> path.size() < 2 || gauge.row().address().host().equals(path.get(1)))
                .filter(gauge -> address == null || gauge.row().address().equals(address))
                .toList();
    }

    private void put(ApiRequest request, Consumer<ApiAnswer> done) throws ApiRefusedException {
        List<String> path = request.path();
        JsonNode body = NodeEdit.parse(request.body());
        if (path.size() == 3) {
            putOne(request, address(path.get(1), path.get(2)), body, done);
        } else if (path.size() == 1) {
            putAll(body, done);
        } else {
            done.accept(ApiAnswer.notAllowed("GET, HEAD, DELETE"));
        }
    }

    private void putOne(ApiRequest request, HostPort address, JsonNode body, Consumer<ApiAnswer> done)
            throws ApiRefusedException {
        NodeRow known = find(address);
        NodeRow edited = NodeEdit.apply(body, known, address);
        if (!edited.address().equals(address) && find(edited.address()) != null) {
            throw new ApiRefusedException(409, "There is a node %s already.".formatted(edited.address()));
        }
        String from = request.query().get("from");
        NodeRow placed = from == null ? outdated(edited, known) : placed(edited, from, request);
        boolean moved = from != null && known != null;
        group.change(
                List.of(placed),
                moved ? Set.of(placed.id()) : Set.of(),
                List.of(),
                saved -> done.accept(saved.isPresent() ? ApiAnswer.success(known == null ? 201 : 202) : storeAway()));
    }

    private void putAll(JsonNode body, Consumer<ApiAnswer> done) throws ApiRefusedException {
        if (!body.isArray()) {
            throw new ApiRefusedException(400, "The body must be an array of nodes.");
        }
        List<NodeRow> rows = new ArrayList<>();
        Set<HostPort> addresses = new HashSet<>();
        for (JsonNode entry : body) {
            HostPort address = NodeEdit.address(entry);
            NodeRow known = find(address);
            rows.add(outdated(NodeEdit.apply(entry, known, address), known));
            if (!addresses.add(address)) {
                throw new ApiRefusedException(400, "The node %s stands there twice.".formatted(address));
            }
        }
        group.change(
                rows,
                Set.of(),
                List.of(),
                saved -> done.accept(saved.isPresent() ? ApiAnswer.success(202) : storeAway()));
    }

    private void delete(ApiRequest request, Consumer<ApiAnswer> done) throws ApiRefusedException {
        List<NodeGauge> named = named(request);
        if (named.isEmpty()) {
            throw new ApiRefusedException(404, "There is no such node.");
        }
        for (NodeGauge gauge : named) {
            if (!request.flag("force") && gauge.pending() + gauge.parked() > 0) {
                throw new ApiRefusedException(
                        409,
                        "%d writes are pending and %d parked at %s; ?force=true drops them."
                                .formatted(
                                        gauge.pending(),
                                        gauge.parked(),
                                        gauge.row().address()));
            }
        }
        group.change(
                List.of(),
                Set.of(),
                named.stream().map(gauge -> gauge.row().id()).toList(),
                saved -> done.accept(saved.isPresent() ? ApiAnswer.success(200) : storeAway()));
    }

    /** Marks a node for resync if it comes back after the log has deleted writes that it missed. */
    private NodeRow outdated(NodeRow edited, @Nullable NodeRow known) {
        if (known == null || known.active() || !edited.active()) {
            return edited;
        }
        return known.position() + 1 < group.first() ? edited.resync(true) : edited;
    }

    private NodeRow placed(NodeRow edited, String from, ApiRequest request) throws ApiRefusedException {
        if (from.equals("now")) {
            return edited.resync(false).at(NodeRow.NOW, NodeRow.NOW);
        }
        long sequence = request.number("from", 0, 0, Long.MAX_VALUE);
        if (sequence > group.last()) {
            throw new ApiRefusedException(409, "The last write is %d.".formatted(group.last()));
        }
        if (sequence + 1 < group.first()) {
            throw new ApiRefusedException(409, "The log no longer has the write after %d.".formatted(sequence));
        }
        return edited.resync(false).at(sequence, sequence);
    }

    private @Nullable NodeRow find(HostPort address) {
        return group.find(address)
                .map(gauge -> gauge.row().at(gauge.row().since(), gauge.position()))
                .orElse(null);
    }

    private static ApiAnswer storeAway() {
        return ApiAnswer.error(503, "The store did not take the change; nothing was changed.");
    }
}
