package hera.spawn.queue;

import hera.spawn.log.WriteState;

/**
 * The meaning of an exchange for its write: the one place that decides which outcomes are final and which failures
 * count.
 *
 * <p>2xx, 3xx and 4xx are final, except 408, 425 and 429. Failed connections and 408, 425, 429, 502, 503 and 504 mean
 * that a node is away or busy, and never count against a write. Other 5xx count, and so do exchanges that broke or
 * timed out once the request was on its way, because the write itself may be the reason.
 *
 * @param state {@link WriteState#PENDING} if it is to be tried again
 * @param counts whether it counts against the write
 * @param away whether the node could not even be connected to
 * @param atOnce whether the next attempt need not wait
 * @param status the status of the answer, 0 without one
 */
record DeliveryVerdict(WriteState state, boolean counts, boolean away, boolean atOnce, int status, String error) {
    /** Returns the verdict on an exchange. */
    public static DeliveryVerdict of(DeliveryResult exchange) {
        if (exchange instanceof DeliveryResult.Answered answered) {
            return ofStatus(answered.status());
        }
        if (exchange instanceof DeliveryResult.Unreached unreached) {
            return again(false, true, false, 0, "not reached: " + unreached.reason());
        }
        if (exchange instanceof DeliveryResult.Stale) {
            return again(false, false, true, 0, "the connection had been closed");
        }
        if (exchange instanceof DeliveryResult.Broken broken) {
            return again(true, false, false, 0, "the exchange broke: " + broken.reason());
        }
        return again(true, false, false, 0, "no answer in time");
    }

    private static DeliveryVerdict ofStatus(int status) {
        return switch (status) {
            case 408, 425, 429, 502, 503, 504 -> again(false, false, false, status, "answered " + status);
            default -> {
                if (status < 200 || status > 499) {
                    yield again(true, false, false, status, "answered " + status);
                }
                yield status < 400
                        ? new DeliveryVerdict(WriteState.DELIVERED, false, false, false, status, "")
                        : new DeliveryVerdict(WriteState.REFUSED, false, false, false, status, "answered " + status);
            }
        };
    }

    private static DeliveryVerdict again(boolean counts, boolean away, boolean atOnce, int status, String error) {
        return new DeliveryVerdict(WriteState.PENDING, counts, away, atOnce, status, error);
    }

    /** Returns whether the write is final at this node. */
    public boolean isFinal() {
        return state != WriteState.PENDING;
    }
}
