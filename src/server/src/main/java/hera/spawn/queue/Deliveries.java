package hera.spawn.queue;

import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The deliveries of one queue, one at a time, and what each of them means for the queue. */
final class Deliveries {
    private final QueueEnvironment env;
    private final NodeQueue queue;
    private final List<Runnable> whenIdle = new ArrayList<>();
    final Attempts attempts;
    private boolean busy;
    private int held;

    Deliveries(QueueEnvironment env, NodeQueue queue) {
        this.env = env;
        this.queue = queue;
        attempts = new Attempts(env, queue.gauge);
    }

    /** Sends nothing more until it is released, and runs the task once nothing is under way. */
    void hold(Runnable whenHeld) {
        held++;
        if (busy) {
            whenIdle.add(whenHeld);
        } else {
            whenHeld.run();
        }
    }

    void release() {
        held--;
        pump();
    }

    /** Begins the next delivery, if there is one and it may. */
    void pump() {
        if (!queue.owned || !env.leases().holds(queue.row.id(), queue.claim.term())) {
            return;
        }
        if (busy || attempts.isPaused() || !mayDeliver()) {
            return;
        }
        LoggedWrite replayed = queue.parked.poll();
        if (replayed != null) {
            send(new Parcel(replayed, 1, true, false, queue.claim.term()));
            return;
        }
        if (queue.recorder.isFull()) {
            queue.recorder.flush();
            return;
        }
        LoggedWrite next = queue.next();
        if (next != null) {
            boolean wanted = queue.owner.wants(next.sequence(), queue.row.id()) || env.waitsElsewhere(next.draft());
            send(new Parcel(next, attempts.next(), false, wanted, queue.claim.term()));
        }
    }

    private boolean mayDeliver() {
        NodeRow row = queue.row;
        return queue.up && held == 0 && !queue.closed && row.active() && !row.maintenance() && !row.needsResync();
    }

    private void send(Parcel parcel) {
        busy = true;
        int sent = queue.beginning;
        env.courier().deliver(queue.row, parcel, exchange -> ended(parcel, sent, exchange));
    }

    private void ended(Parcel parcel, int sent, DeliveryResult exchange) {
        busy = false;
        DeliveryVerdict verdict = DeliveryVerdict.of(exchange);
        WriteAnswer answer = exchange instanceof DeliveryResult.Answered answered ? answered.answer() : null;
        if (queue.closed || sent != queue.beginning) {
            WriteAnswer.discard(answer);
            outdated(parcel, verdict, exchange);
        } else if (exchange instanceof DeliveryResult.Withheld) {
            notSent(parcel);
        } else if (parcel.replay()) {
            replayed(parcel.write(), verdict, answer);
        } else if (verdict.isFinal()) {
            settle(parcel.write(), verdict, verdict.state(), answer);
        } else {
            failed(parcel.write(), verdict, exchange, answer);
        }
        List<Runnable> tasks = List.copyOf(whenIdle);
        whenIdle.clear();
        tasks.forEach(Runnable::run);
        pump();
    }

    /** Ends a delivery that began before the queue did: of its result nothing counts but that a node is left alone after a failure. */
    private void outdated(Parcel parcel, DeliveryVerdict verdict, DeliveryResult exchange) {
        boolean failed = !verdict.isFinal() && !(exchange instanceof DeliveryResult.Withheld);
        if (failed && !queue.closed && !parcel.replay() && !verdict.away() && !verdict.atOnce()) {
            attempts.wait(exchange, this::pump);
        }
    }

    private void notSent(Parcel parcel) {
        if (parcel.replay()) {
            queue.parked.putBack(parcel.write());
        } else {
            attempts.takeBack();
        }
    }

    private void failed(
            LoggedWrite write, DeliveryVerdict verdict, DeliveryResult exchange, @Nullable WriteAnswer answer) {
        queue.gauge.lastError = verdict.error();
        queue.gauge.failed.increment();
        if (verdict.away()) {
            WriteAnswer.discard(answer);
            attempts.takeBack();
            queue.up = false;
            queue.gauge.up = false;
            queue.gauge.downReason = verdict.error();
            queue.owner.wentDown(queue, verdict.error());
            return;
        }
        queue.gauge.retried.increment();
        if (attempts.areTooMany(verdict) && poisoned(write, verdict, answer)) {
            return;
        }
        WriteAnswer.discard(answer);
        if (!verdict.atOnce()) {
            attempts.wait(exchange, this::pump);
        }
    }

    /** Treats a write that failed too often; returns whether that ended it here. */
    private boolean poisoned(LoggedWrite write, DeliveryVerdict verdict, @Nullable WriteAnswer answer) {
        switch (env.settings().onPoison()) {
            case PARK -> {
                if (queue.parked.size() < env.settings().maxParked()) {
                    settle(write, verdict, WriteState.PARKED, answer);
                    return true;
                }
                queue.stuck = true;
                queue.refresh();
            }
            case RESYNC -> {
                WriteAnswer.discard(answer);
                queue.owner.outOfStep(
                        queue, "write %s failed: %s".formatted(write.draft().id(), verdict.error()));
                return true;
            }
            case HOLD -> {}
        }
        return false;
    }

    private void settle(LoggedWrite write, DeliveryVerdict verdict, WriteState state, @Nullable WriteAnswer answer) {
        NodeOutcome outcome =
                new NodeOutcome(write.sequence(), state, verdict.status(), attempts.made(), verdict.error());
        boolean parks = state == WriteState.PARKED;
        if (parks) {
            queue.parked.add(write.sequence());
        }
        queue.position = write.sequence();
        queue.startHead(write.total());
        queue.gauge.count(state);
        if (state != WriteState.DELIVERED) {
            queue.gauge.lastError = verdict.error();
        }
        if (env.waitsElsewhere(write.draft())) {
            queue.recorder.reply(write.sequence(), answer);
        }
        queue.recorder.add(outcome, parks ? WriteAnswer.kept(answer) : null);
        queue.refresh();
        queue.owner.settled(queue, write, outcome, answer);
    }

    /** Records the result of a replay; after a failure the write stays parked, with the new error. */
    private void replayed(LoggedWrite write, DeliveryVerdict verdict, @Nullable WriteAnswer answer) {
        WriteState state = queue.parked.replayed(write.sequence(), verdict.state());
        NodeOutcome outcome =
                new NodeOutcome(write.sequence(), state, verdict.status(), 1, verdict.isFinal() ? "" : verdict.error());
        if (verdict.isFinal()) {
            queue.stuck = false;
            queue.gauge.count(state);
        } else {
            queue.gauge.lastError = verdict.error();
        }
        if (verdict.away()) {
            queue.up = false;
            queue.gauge.up = false;
            queue.parked.forgetReplays();
            queue.owner.wentDown(queue, verdict.error());
        }
        queue.recorder.settle(outcome, WriteAnswer.kept(answer), () -> {});
        queue.refresh();
        WriteAnswer.discard(answer);
    }
}
