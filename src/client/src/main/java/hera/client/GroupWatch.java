package hera.client;

import hera.client.cluster.Ask;
import hera.client.http.NodeAnswer;
import hera.client.http.RequestFailure;
import hera.client.json.JsonValues;
import hera.client.json.MalformedJsonException;
import hera.client.json.ObjectMembers;
import hera.client.lists.PollPace;
import hera.client.nodes.KnownNode;
import hera.client.nodes.RequestKind;
import hera.client.time.Ongoing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One {@code POST /_watch} for many services, repeated after short pauses. It sends the known tag of each service, so
 * changes between two requests are answered at once and none is lost. Runs in steps of the loop only.
 */
final class GroupWatch {
    /** The most names that a node accepts in one request. */
    static final int MOST_NAMES = 1_000;

    /** The shortest time between two responses: a storm of changes costs a client ten lists a second. */
    static final long BETWEEN_ANSWERS_MILLIS = 100;

    /** The shortest time between two requests when names are added. */
    static final long BETWEEN_STARTS_MILLIS = 50;

    private static final int MOST_BODY_BYTES = 60 << 10;
    private static final int BYTES_PER_TAG = 80;
    private static final int MOST_ANSWER_BYTES = 4 * ListReader.MOST_LIST_BYTES;
    private static final Set<Integer> UNKNOWN = Set.of(400, 404, 405, 413, 501);

    private final ClientParts parts;
    private final ServiceWatches watcher;
    private final Map<String, LiveDiscovery> members = new LinkedHashMap<>();
    private @Nullable Ongoing request;
    private @Nullable Ongoing next;
    private long startedAtMillis = Long.MIN_VALUE / 2;
    private long answeredAtMillis = Long.MIN_VALUE / 2;
    private int bodyBytes;
    private boolean closed;

    GroupWatch(ClientParts parts, ServiceWatches watcher) {
        this.parts = parts;
        this.watcher = watcher;
    }

    /** Adds a service, unless there is no room. */
    boolean add(LiveDiscovery service, int mostNames) {
        int bytes = bytes(service);
        if (members.size() >= Math.min(MOST_NAMES, mostNames) || bodyBytes + bytes > MOST_BODY_BYTES) {
            return false;
        }
        if (members.put(service.service(), service) == null) {
            bodyBytes += bytes;
        }
        restart();
        return true;
    }

    void remove(LiveDiscovery service) {
        if (members.remove(service.service(), service)) {
            bodyBytes -= bytes(service);
        }
    }

    boolean has(LiveDiscovery service) {
        return members.get(service.service()) == service;
    }

    List<LiveDiscovery> members() {
        return List.copyOf(members.values());
    }

    /** Cancels the pending request, and sends one with all services. */
    void restart() {
        ServiceWatches.cancel(request);
        request = null;
        askAt(Math.max(startedAtMillis + BETWEEN_STARTS_MILLIS, answeredAtMillis + BETWEEN_ANSWERS_MILLIS));
    }

    void close() {
        closed = true;
        ServiceWatches.cancel(request);
        ServiceWatches.cancel(next);
    }

    private void askAt(long millis) {
        ServiceWatches.cancel(next);
        next = parts.loop().after(Math.max(0, millis - parts.loop().millis()), this::ask);
    }

    private void ask() {
        next = null;
        if (closed || members.isEmpty()) {
            return;
        }
        long wait = watcher.waitMillis();
        Ask ask = new Ask(
                RequestKind.READ,
                "POST",
                "/_watch",
                () -> Map.of("Content-Type", "application/json", "Prefer", ServiceWatches.preference(wait)),
                this::body,
                wait + parts.settings().timeout().toMillis(),
                MOST_ANSWER_BYTES,
                status -> status == 200 || status == 204 || status == Ask.FORBIDDEN || UNKNOWN.contains(status),
                Ask.Form.WAIT);
        startedAtMillis = parts.loop().millis();
        request = () -> {};
        Ongoing sent = parts.requests().send(ask, new Ask.Reply() {
            @Override
            public void answered(KnownNode node, NodeAnswer answer) {
                request = null;
                GroupWatch.this.answered(node, answer, wait);
            }

            @Override
            public void tooLarge(KnownNode node) {
                request = null;
                watcher.split(GroupWatch.this);
            }

            @Override
            public void sending() {
                startedAtMillis = parts.loop().millis();
            }
        });
        if (request != null) {
            request = sent;
        }
    }

    private String body() {
        StringBuilder body = new StringBuilder("{");
        members.forEach((name, service) -> {
            String tag = service.tag();
            body.append(body.length() > 1 ? "," : "")
                    .append(JsonValues.quoted(name))
                    .append(':')
                    .append(tag == null ? "null" : JsonValues.quoted(tag));
        });
        return body.append('}').toString();
    }

    private void answered(KnownNode node, NodeAnswer answer, long wait) {
        long now = parts.loop().millis();
        answeredAtMillis = now;
        if (UNKNOWN.contains(answer.status())) {
            watcher.ungroup(this, node);
            return;
        }
        if (answer.status() == Ask.FORBIDDEN) {
            watcher.denied(this, node);
            return;
        }
        watcher.allowed(this);
        boolean news = false;
        try {
            if (answer.status() == 200) {
                news = take(answer);
            } else {
                members.values().forEach(service -> service.confirm(ServiceWatches.isIncomplete(answer)));
            }
        } catch (MalformedJsonException e) {
            parts.cluster()
                    .failed(node, new RequestFailure(RequestFailure.Kind.BROKEN, String.valueOf(e.getMessage())));
        }
        boolean early = !news && ServiceWatches.isEarly(wait, now - startedAtMillis);
        askAt(now + (early ? PollPace.SHORTEST_MILLIS : BETWEEN_ANSWERS_MILLIS));
    }

    private record Listed(
            LiveDiscovery service,
            Map<String, Instance> instances,
            @Nullable String tag) {}

    /** Applies the lists of a response, or none of them if it is malformed; returns whether there was any. */
    private boolean take(NodeAnswer answer) throws MalformedJsonException {
        byte[] text = answer.body();
        List<Listed> lists = new ArrayList<>();
        ObjectMembers.of(text, 0, text.length, (name, from, to) -> {
            LiveDiscovery service = members.get(name);
            if (service != null) {
                lists.add(listed(service, text, from, to));
            }
        });
        for (Listed list : lists) {
            list.service()
                    .take(
                            list.instances(),
                            list.tag(),
                            ServiceWatches.isIncomplete(answer),
                            ServiceWatches.incarnation(answer.head()));
        }
        return !lists.isEmpty();
    }

    private static Listed listed(LiveDiscovery service, byte[] text, int begin, int end) throws MalformedJsonException {
        List<Map<String, Instance>> lists = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        ObjectMembers.of(text, begin, end, (name, from, to) -> {
            if (name.equals("etag") && text[from] == '"') {
                tags.add(JsonValues.string(text, from, to));
            } else if (name.equals("instances")) {
                lists.add(ListReader.read(text, from, to, service.entries()));
            }
        });
        if (lists.isEmpty()) {
            throw new MalformedJsonException("no instances at byte " + begin);
        }
        return new Listed(service, lists.get(lists.size() - 1), tags.isEmpty() ? null : tags.get(tags.size() - 1));
    }

    private static int bytes(LiveDiscovery service) {
        return JsonValues.quoted(service.service()).getBytes(StandardCharsets.UTF_8).length + BYTES_PER_TAG;
    }
}
