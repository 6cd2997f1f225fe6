package hera.client.twin;

import hera.client.http.Head;
import hera.client.http.NodeRequest;
import hera.client.http.RequestFailure;
import hera.client.json.JsonValues;
import hera.client.json.MalformedJsonException;
import hera.client.json.ObjectMembers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The contents of a node in memory, and its answers to requests. */
abstract class MemoryApi {
    static final long HELD_TTL_MILLIS = 10_009;
    final TwinNetwork network;
    final TwinTime time;
    final String name;
    final String address;
    final int port;
    final TwinStore store = new TwinStore();
    final List<Waiter> waiters = new ArrayList<>();
    final Map<String, Hold> holds = new HashMap<>();
    long livenessMillis = 300_000;
    boolean knowsWatch = true;
    boolean knowsMin = true;
    boolean tellsNodes = true;

    @Nullable
    String environment;

    @Nullable
    String cluster;

    @Nullable
    Function<NodeRequest, @Nullable Integer> refusal;

    @Nullable
    String nodesBody;

    int incarnation;
    boolean complete;

    record Hold(TwinTransport.Exchange stream, String service, String id) {}

    record Waiter(TwinTransport.Exchange exchange, long until, Map<String, @Nullable String> tags, boolean many) {}

    MemoryApi(TwinNetwork network, String name, String address, int port) {
        this.network = network;
        this.time = network.time();
        this.name = name;
        this.address = address;
        this.port = port;
    }

    abstract long write(String service, String id, @Nullable String json, long ttl);

    abstract List<MemoryNode> reachable();

    abstract boolean holds(String service, String id);

    void handle(TwinTransport.Exchange exchange) {
        NodeRequest request = exchange.request();
        String named = request.headers().get("Hera-Environment");
        if (named != null && !named.equals(environment)) {
            exchange.answer(head(421, Map.of()), store.list(service(request.path()), time.now()));
            return;
        }
        Integer status = refusal == null ? null : refusal.apply(request);
        if (status != null) {
            exchange.answer(head(status, status == 503 ? Map.of("retry-after", "2") : Map.of()), "{\"detail\":\"no\"}");
            return;
        }
        String path = request.path().replaceFirst("\\?.*", "");
        if (path.equals("/_nodes")) {
            exchange.answer(head(tellsNodes ? 200 : 403, Map.of()), nodesBody != null ? nodesBody : nodes());
        } else if (path.equals("/_watch")) {
            watch(exchange);
        } else if (path.equals("/")) {
            services(exchange);
        } else if (path.indexOf('/', 1) > 0) {
            instance(exchange, service(path), decoded(path.substring(path.indexOf('/', 1) + 1)));
        } else {
            read(exchange, service(path));
        }
    }

    private void services(TwinTransport.Exchange exchange) {
        StringBuilder body = new StringBuilder("{");
        store.counts(time.now())
                .forEach((service, count) -> body.append(body.length() > 1 ? "," : "")
                        .append('"')
                        .append(service)
                        .append("\":")
                        .append(count));
        exchange.answer(head(200, Map.of()), body.append('}').toString());
    }

    private void instance(TwinTransport.Exchange exchange, String service, String id) {
        NodeRequest request = exchange.request();
        String query = request.path().contains("?") ? request.path().replaceFirst("[^?]*\\?", "") : "";
        switch (request.method()) {
            case "PUT" -> put(exchange, service, id, query);
            case "DELETE" -> {
                boolean there = holds(service, id);
                Hold hold = holds.remove(service + "/" + id);
                if (hold != null) {
                    hold.stream().fail(RequestFailure.Kind.ENDED, "deleted");
                }
                long timestamp = there ? write(service, id, null, 0) : 0;
                exchange.answer(
                        head(there ? 204 : 404, there ? Map.of("hera-timestamp", Long.toString(timestamp)) : Map.of()),
                        "");
            }
            default -> get(exchange, service, id, query);
        }
    }

    private void put(TwinTransport.Exchange exchange, String service, String id, String query) {
        String json = exchange.request().body();
        if (json.length() > 65_536) {
            exchange.answer(head(413, Map.of()), "{\"detail\":\"too large\"}");
            return;
        }
        boolean hold = query.equals("hold");
        long ttl = query.startsWith("ttl=")
                ? Math.round(Double.parseDouble(query.substring(4)) * 1_000)
                : hold ? HELD_TTL_MILLIS : livenessMillis;
        Map<String, String> headers = Map.of("hera-timestamp", Long.toString(write(service, id, json, ttl)));
        if (!hold) {
            exchange.answer(head(204, headers), "");
            return;
        }
        exchange.open(head(200, headers));
        Hold former = holds.put(service + "/" + id, new Hold(exchange, service, id));
        if (former != null) {
            former.stream().fail(RequestFailure.Kind.ENDED, "held by another");
        }
        for (MemoryNode other : reachable()) {
            Hold theirs = other.holds.remove(service + "/" + id);
            if (theirs != null) {
                theirs.stream().fail(RequestFailure.Kind.ENDED, "held elsewhere");
            }
        }
    }

    private void get(TwinTransport.Exchange exchange, String service, String id, String query) {
        TwinStore.Entry entry = store.get(service, id);
        boolean alive = entry != null && entry.isAlive(time.now());
        if (query.startsWith("min=") && !knowsMin) {
            exchange.answer(head(400, Map.of()), "{\"detail\":\"min?\"}");
        } else if (query.startsWith("min=")) {
            long min = Long.parseLong(query.replaceAll("min=([0-9]+).*", "$1"));
            if (entry != null && entry.timestamp() >= min) {
                exchange.answer(head(alive ? 200 : 404, Map.of()), alive ? String.valueOf(entry.json()) : "");
            } else {
                exchange.answer(head(503, Map.of("retry-after", "1")), "");
            }
        } else if (entry == null || !alive) {
            exchange.answer(head(404, Map.of()), "");
        } else {
            exchange.answer(
                    head(200, Map.of()),
                    "{\"instance\":%s,\"origin\":\"x\",\"timestamp\":%d,\"age_ms\":%d,\"expires_in_ms\":%d}"
                            .formatted(
                                    entry.json(),
                                    entry.timestamp(),
                                    entry.ttlMillis() - (entry.expiresAt() - time.now()),
                                    entry.expiresAt() - time.now()));
        }
    }

    private void read(TwinTransport.Exchange exchange, String service) {
        String known = exchange.request().headers().get("If-None-Match");
        Map<String, @Nullable String> tags = new HashMap<>();
        tags.put(service, known);
        hold(exchange, tags, false);
    }

    private void watch(TwinTransport.Exchange exchange) {
        if (!knowsWatch) {
            exchange.answer(head(404, Map.of()), "{\"detail\":\"a reserved path\"}");
            return;
        }
        Map<String, @Nullable String> tags = new LinkedHashMap<>();
        byte[] text = exchange.request().body().getBytes(StandardCharsets.UTF_8);
        try {
            ObjectMembers.of(
                    text,
                    0,
                    text.length,
                    (service, from, to) ->
                            tags.put(service, text[from] == 'n' ? null : JsonValues.string(text, from, to)));
        } catch (MalformedJsonException e) {
            exchange.answer(head(400, Map.of()), String.valueOf(e.getMessage()));
            return;
        }
        hold(exchange, tags, true);
    }

    private void hold(TwinTransport.Exchange exchange, Map<String, @Nullable String> tags, boolean many) {
        String wait =
                exchange.request().headers().getOrDefault("Prefer", "wait=0").replace("wait=", "");
        long millis = Math.round(Double.parseDouble(wait) * 1_000);
        Waiter waiter = new Waiter(exchange, time.now() + millis, tags, many);
        if (!answered(waiter)) {
            if (millis == 0) {
                nothingNew(waiter);
            } else {
                waiters.add(waiter);
            }
        }
    }

    boolean answered(Waiter waiter) {
        StringBuilder body = new StringBuilder("{");
        String single = "";
        for (Map.Entry<String, @Nullable String> known : waiter.tags().entrySet()) {
            String list = store.list(known.getKey(), time.now());
            String tag = tag(list);
            if (!tag.equals(known.getValue())) {
                single = list;
                body.append(body.length() > 1 ? "," : "")
                        .append("%s:{\"etag\":%s,\"instances\":%s}"
                                .formatted(JsonValues.quoted(known.getKey()), JsonValues.quoted(tag), list));
            }
        }
        if (body.length() == 1) {
            return false;
        }
        waiter.exchange()
                .answer(
                        head(200, waiter.many() ? Map.of() : Map.of("etag", tag(single))),
                        waiter.many() ? body.append('}').toString() : single);
        return true;
    }

    void nothingNew(Waiter waiter) {
        waiter.exchange().answer(head(waiter.many() ? 204 : 304, Map.of()), "");
    }

    private String tag(String list) {
        return "\"%s-%d-%x\"".formatted(name, incarnation, list.hashCode());
    }

    private String nodes() {
        StringBuilder body = new StringBuilder("{");
        for (MemoryNode node : network.nodes()) {
            body.append(body.length() > 1 ? "," : "")
                    .append("\"%s\":{\"host\":\"%s\",\"port\":%d,\"cluster\":%s,\"state\":\"%s\"}"
                            .formatted(
                                    node.name,
                                    node.address,
                                    node.port,
                                    node.cluster == null ? "null" : JsonValues.quoted(node.cluster),
                                    "alive"));
        }
        return body.append('}').toString();
    }

    private Head head(int status, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        if (environment != null) {
            headers.put("hera-environment", environment);
        }
        if (!complete) {
            headers.put("hera-synced", "false");
            headers.put("hera-node", name + ";" + incarnation);
        }
        return new Head(status, headers);
    }

    private static String service(String path) {
        String rest = path.substring(1);
        int end = rest.indexOf('/');
        return decoded((end < 0 ? rest : rest.substring(0, end)).replaceFirst("\\?.*", ""));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
