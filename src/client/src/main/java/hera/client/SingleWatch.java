package hera.client;

import hera.client.cluster.Ask;
import hera.client.http.NodeAnswer;
import hera.client.http.RequestFailure;
import hera.client.json.MalformedJsonException;
import hera.client.lists.PollPace;
import hera.client.nodes.KnownNode;
import hera.client.nodes.RequestKind;
import hera.client.text.LogLimit;
import hera.client.text.LogText;
import hera.client.text.RegistryNames;
import hera.client.time.Chance;
import hera.client.time.Ongoing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch of one service at a node without {@code /_watch}: by reads that the node holds until the service changes;
 * by polling if there are too many of those or the node holds none. Runs in steps of the loop only.
 */
final class SingleWatch {
    private static final Logger log = LoggerFactory.getLogger(SingleWatch.class);
    private static final int NOT_MODIFIED = 304;
    private static final Set<Integer> ANSWERS = Set.of(200, NOT_MODIFIED, 400, Ask.FORBIDDEN);

    private static final double DENIED_JITTER = 0.1;

    private final LiveDiscovery service;
    private final ClientParts parts;
    private final ServiceWatches watcher;
    private final LogLimit unreadable = new LogLimit();
    private @Nullable Ongoing request;
    private @Nullable Ongoing next;
    private long startedAtMillis;

    /** Whether the service must be read alone, because a common response would be too large. */
    private boolean isTooLarge;

    private boolean closed;

    SingleWatch(LiveDiscovery service, ClientParts parts, ServiceWatches watcher) {
        this.service = service;
        this.parts = parts;
        this.watcher = watcher;
    }

    void restart() {
        ServiceWatches.cancel(request);
        request = null;
        ask();
    }

    void close() {
        closed = true;
        ServiceWatches.cancel(request);
        ServiceWatches.cancel(next);
    }

    void ask() {
        ServiceWatches.cancel(next);
        if (closed) {
            return;
        }
        long wait = service.tag() != null && watcher.waits(service) ? watcher.waitMillis() : 0;
        Ask ask = new Ask(
                RequestKind.READ,
                "GET",
                RegistryNames.path(service.service()),
                () -> headers(wait),
                Ask.NO_BODY,
                wait + parts.settings().timeout().toMillis(),
                ListReader.MOST_LIST_BYTES,
                ANSWERS::contains,
                wait > 0 ? Ask.Form.WAIT : Ask.Form.SHORT);
        startedAtMillis = parts.loop().millis();
        request = () -> {};
        Ongoing sent = parts.requests().send(ask, new Ask.Reply() {
            @Override
            public void answered(KnownNode node, NodeAnswer answer) {
                request = null;
                SingleWatch.this.answered(node, answer, wait);
            }

            @Override
            public void tooLarge(KnownNode node) {
                request = null;
                isTooLarge = true;
                unreadable(node, "more than " + ListReader.MOST_LIST_BYTES + " bytes");
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

    private Map<String, String> headers(long wait) {
        Map<String, String> headers = new LinkedHashMap<>();
        String tag = service.tag();
        if (tag != null) {
            headers.put("If-None-Match", tag);
        }
        if (wait > 0) {
            headers.put("Prefer", ServiceWatches.preference(wait));
        }
        return headers;
    }

    private void answered(KnownNode node, NodeAnswer answer, long wait) {
        boolean changed = false;
        try {
            if (answer.status() == 200) {
                changed = service.take(
                        ListReader.read(answer.body(), 0, answer.body().length, service.entries()),
                        answer.head().header("etag"),
                        ServiceWatches.isIncomplete(answer),
                        ServiceWatches.incarnation(answer.head()));
                isTooLarge = false;
            } else if (answer.status() == NOT_MODIFIED) {
                service.confirm(ServiceWatches.isIncomplete(answer));
            } else if (answer.status() == Ask.FORBIDDEN) {
                parts.cluster().denied(node, answer);
                askLater(Chance.jitter(parts.chance(), PollPace.LONGEST_MILLIS, DENIED_JITTER));
                return;
            } else {
                unreadable(node, answer.text());
                return;
            }
        } catch (MalformedJsonException e) {
            parts.cluster()
                    .failed(node, new RequestFailure(RequestFailure.Kind.BROKEN, String.valueOf(e.getMessage())));
        }
        if (!watcher.regroups(service, node, isTooLarge)) {
            askLater(pause(changed, wait));
        }
    }

    /**
     * Returns the pause before the next request: short after a read that the node held, the pace of polling otherwise.
     */
    private long pause(boolean changed, long wait) {
        boolean early = ServiceWatches.isEarly(wait, parts.loop().millis() - startedAtMillis);
        boolean waits = watcher.waits(service) && service.tag() != null && (wait == 0 || changed || !early);
        return waits
                ? GroupWatch.BETWEEN_ANSWERS_MILLIS
                : service.pace().next(service.isEmpty(), changed, parts.chance());
    }

    private void unreadable(KnownNode node, String why) {
        if (unreadable.isDue(parts.loop().millis())) {
            log.error(
                    "event=list-unreadable service={} node={} detail=\"{}\"",
                    LogText.of(service.service()),
                    node,
                    LogText.of(why));
        }
        askLater(service.pace().next(false, false, parts.chance()));
    }

    private void askLater(long millis) {
        next = parts.loop().after(millis, this::ask);
    }
}
