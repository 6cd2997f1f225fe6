package hera.spawn.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import hera.foundation.guard.CredentialJson;
import hera.foundation.http.HostPort;
import hera.foundation.json.JsonBuffer;
import hera.foundation.server.LogConfigurator;
import hera.spawn.edge.ReportJson;
import hera.spawn.log.DeadLetter;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteLog;
import hera.spawn.queue.Group;
import hera.spawn.queue.NodeGauge;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The handlers of the API's paths. Used on the core's thread. */
public final class ApiHandlers {
    private static final String LIST = "GET /nodes /status /writes /list /info /metrics, PUT and DELETE /nodes";
    private static final String HEALTH_JSON = "application/vnd.spring-boot.actuator.v3+json";
    private static final String CREDENTIAL_JSON = "application/vnd.hera.credential+json";
    private static final int MOST_LISTED = 1000;
    private static final int USUALLY_LISTED = 100;

    private final Group group;
    private final WriteLog log;
    private final NodesHandler nodes;
    private final LoggersHandler loggers;
    private final ConsolePage page = new ConsolePage();
    private final SpawnMetrics metrics;
    private final LongSupplier aging;
    private final long maxLagMillis;
    private final DeadBodies bodies;
    private final String info;
    private final DoorReport door;

    /** Reads the start of a body that is too large for the log itself. */
    @FunctionalInterface
    public interface DeadBodies {
        /** Reads the bytes and passes them on later, on any thread; none if they cannot be read. */
        void start(String name, Consumer<byte[]> done);
    }

    /**
     * @param aging the monotonic clock's milliseconds
     * @param maxLag the greatest lag at which a node serves reads
     * @param door who may come in here
     * @param levels of the log
     * @param host this machine's name
     * @param release the version of this program
     */
    public ApiHandlers(
            Group group,
            WriteLog log,
            DeadBodies bodies,
            SpawnMetrics metrics,
            LongSupplier aging,
            Duration maxLag,
            DoorReport door,
            LogConfigurator.Levels levels,
            String host,
            String release) {
        this.group = group;
        this.log = log;
        this.metrics = metrics;
        this.aging = aging;
        this.bodies = bodies;
        this.door = door;
        maxLagMillis = maxLag.toMillis();
        nodes = new NodesHandler(group);
        loggers = new LoggersHandler(levels);
        info = new String(
                new JsonBuffer(128)
                        .raw("{\"Spawn Sync Service\":{\"Host\":")
                        .string(host)
                        .raw(",\"Release\":")
                        .string(release)
                        .raw(",\"Runtime\":")
                        .string("Java " + Runtime.version())
                        .raw("}}")
                        .toByteArray(),
                UTF_8);
    }

    void handle(ApiRequest request, Consumer<ApiAnswer> done) throws ApiRefusedException {
        ApiPath at = request.at();
        if (at != ApiPath.NOWHERE && !at.knows(request.method())) {
            done.accept(ApiAnswer.notAllowed(at.allowed()));
            return;
        }
        switch (at) {
            case DEAD, DEAD_LETTER, REPLAY, REPLAY_ONE -> dead(request, done);
            case NODES, NODES_OF_HOST, NODE -> nodes.handle(request, done);
            case WRITES, WRITE -> writes(request, done);
            case LOGGERS, LOGGER -> done.accept(loggers.answer(request));
            default -> done.accept(read(request));
        }
    }

    private ApiAnswer read(ApiRequest request) {
        return switch (request.at()) {
            case CONSOLE -> ConsolePage.moved(ApiPath.CONSOLE);
            case CONSOLE_PAGE, CONSOLE_FILE -> page.answer(request);
            case CREDENTIAL -> new ApiAnswer(200, CREDENTIAL_JSON, CredentialJson.of(request.credential()), List.of());
            case OPENAPI -> described();
            case HEALTH -> health(true);
            case HEALTH_READINESS -> health(false);
            case HEALTH_LIVENESS -> new ApiAnswer(200, HEALTH_JSON, "{\"status\":\"UP\"}".getBytes(UTF_8), List.of());
            case PROMETHEUS -> metrics.prometheus(group);
            case METRICS -> metrics.answer(request, group);
            case INFO -> ApiAnswer.json(200, info.getBytes(UTF_8));
            case LIST -> ApiAnswer.text(MethodList.of(request.path()));
            case STATUS -> status();
            default -> notFound();
        };
    }

    private static ApiAnswer described() {
        try (InputStream in = ApiHandlers.class.getResourceAsStream("/spawn-openapi.yaml")) {
            return new ApiAnswer(
                    200, "application/yaml", Objects.requireNonNull(in).readAllBytes(), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Readiness: whether writes can be accepted. What is wrong with secrets is shown, and does not count: it serves on. */
    private ApiAnswer health(boolean detailed) {
        boolean isReady = group.problem() == null;
        JsonBuffer json = new JsonBuffer(128).raw("{\"status\":").string(isReady ? "UP" : "OUT_OF_SERVICE");
        if (detailed) {
            json.raw(",\"components\":{\"security\":").raw(door.health()).raw('}');
        }
        return new ApiAnswer(isReady ? 200 : 503, HEALTH_JSON, json.raw('}').toByteArray(), List.of());
    }

    private ApiAnswer status() {
        List<byte[]> results = new ArrayList<>();
        for (NodeGauge gauge : group.gauges()) {
            results.add(NodeJson.status(gauge, group.total(), aging.getAsLong(), maxLagMillis));
        }
        return results.isEmpty() ? ApiAnswer.error(404, "There are no nodes.") : ApiAnswer.list(200, results);
    }

    private void writes(ApiRequest request, Consumer<ApiAnswer> done) throws ApiRefusedException {
        if (request.path().size() == 2) {
            String id = request.path().get(1);
            group.report(
                    id,
                    found -> done.accept(
                            found.isPresent()
                                    ? ApiAnswer.list(200, List.of(ReportJson.of(found.get())))
                                    : ApiAnswer.error(404, "No write of that id is in the log.")));
            return;
        }
        long before = request.number("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        int limit = (int) request.number("limit", USUALLY_LISTED, 1, MOST_LISTED);
        WriteFilter filter = WriteFilter.of(request);
        log.recent(
                before,
                MOST_LISTED,
                records -> done.accept(ApiAnswer.list(
                        200,
                        records.stream()
                                .map(group::report)
                                .filter(filter::takes)
                                .limit(limit)
                                .map(ReportJson::of)
                                .toList())));
    }

    /** {@code /nodes/HOST/PORT/dead[/ID][/replay]}. */
    private void dead(ApiRequest request, Consumer<ApiAnswer> done) throws ApiRefusedException {
        List<String> path = request.path();
        HostPort address = NodesHandler.address(path.get(1), path.get(2));
        NodeGauge gauge = group.find(address).orElse(null);
        if (gauge == null) {
            done.accept(ApiAnswer.error(404, "There is no node " + address + "."));
            return;
        }
        boolean replays = request.at() == ApiPath.REPLAY || request.at() == ApiPath.REPLAY_ONE;
        boolean isOne = request.at() == ApiPath.DEAD_LETTER || request.at() == ApiPath.REPLAY_ONE;
        String id = isOne ? path.get(4) : "";
        long node = gauge.row().id();
        log.dead(node, 0, MOST_LISTED, letters -> {
            List<DeadLetter> chosen = letters.stream()
                    .filter(letter ->
                            id.isEmpty() || letter.write().draft().id().equals(id))
                    .toList();
            if (chosen.isEmpty() && !id.isEmpty()) {
                done.accept(ApiAnswer.error(404, "No write of that id is parked there."));
            } else if (replays) {
                group.replay(node, chosen);
                done.accept(ApiAnswer.counted(202, chosen.size()));
            } else if (request.isRead()) {
                show(chosen, isOne, done);
            } else {
                group.discard(node, chosen, () -> done.accept(ApiAnswer.counted(200, chosen.size())));
            }
        });
    }

    private void show(List<DeadLetter> letters, boolean whole, Consumer<ApiAnswer> done) {
        if (!whole) {
            done.accept(ApiAnswer.list(200, letters.stream().map(NodeJson::dead).toList()));
            return;
        }
        DeadLetter letter = letters.get(0);
        Consumer<byte[]> shown = body -> done.accept(ApiAnswer.list(200, List.of(NodeJson.dead(letter, body))));
        if (letter.write().draft().body() instanceof WriteBody.Spooled spooled) {
            bodies.start(spooled.name(), shown);
        } else if (letter.write().draft().body() instanceof WriteBody.Inline inline) {
            shown.accept(inline.bytes());
        }
    }

    private static ApiAnswer notFound() {
        return ApiAnswer.error(404, "There is nothing here. /list shows what there is: " + LIST + ".");
    }
}
