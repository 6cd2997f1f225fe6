package hera.failover.core;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pending requests, one on each lane. A request that is not answered in time is given up, and its answer is
 * ignored.
 */
final class Mail {
    /**
     * A pending request.
     *
     * @param id its number
     * @param request the step
     * @param sentAt the time before it was sent
     * @param deadline the time at which it is given up
     */
    record Pending(long id, Request request, long sentAt, long deadline) {}

    private final Map<Lane, Pending> pending = new EnumMap<>(Lane.class);
    private long last;

    boolean isFree(Lane lane) {
        return !pending.containsKey(lane);
    }

    Action.Send send(Request request, long now, long limit) {
        long id = ++last;
        pending.put(request.lane(), new Pending(id, request, now, now + limit));
        return new Action.Send(id, request, limit);
    }

    /** Removes and returns the request with that number; null if it was answered or given up before. */
    @Nullable
    Pending claim(long id) {
        for (Pending request : pending.values()) {
            if (request.id == id) {
                pending.remove(request.request.lane());
                return request;
            }
        }
        return null;
    }

    /** Removes and returns the requests whose deadline has passed. */
    List<Pending> overdue(long now) {
        List<Pending> overdue = new ArrayList<>();
        pending.values().removeIf(request -> request.deadline <= now && overdue.add(request));
        return overdue;
    }

    long nextDeadline() {
        return pending.values().stream().mapToLong(Pending::deadline).min().orElse(Long.MAX_VALUE);
    }
}
