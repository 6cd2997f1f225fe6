package hera.spawn.edge;

import hera.foundation.forward.End;
import hera.foundation.forward.Failure;
import hera.foundation.forward.Route;
import hera.foundation.forward.Step;
import hera.foundation.forward.Target;
import hera.foundation.forward.message.AnswerHead;
import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.RequestHead;
import hera.spawn.queue.NodeGauge;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way of a read: to a node that may serve it, and to the next one when that fails. */
final class ReadRoute implements Route {
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final SpawnRouter router;
    private final RequestHead request;
    private final InetAddress client;
    private final AccessEntry entry;
    private final long since;
    private @Nullable Deque<NodeGauge> left;
    private @Nullable NodeGauge node;

    ReadRoute(SpawnRouter router, RequestHead request, InetAddress client, AccessEntry entry) {
        this.entry = entry;
        this.router = router;
        this.request = request;
        this.client = client;
        this.since = router.aging();
    }

    @Override
    public Step next() {
        String after = request.fields().first("spawn-after");
        if (after != null && !after.isEmpty()) {
            ReadAfter.Place place = router.readAfter().find(after);
            if (!place.isLookedUp()) {
                return waitOr503("The write named by Spawn-After could not be looked up in time.");
            }
            left = new ArrayDeque<>(
                    router.order().stream().filter(place::isThroughAt).toList());
            if (left.isEmpty()) {
                return waitOr503("No node that may be read has the write named by Spawn-After yet.");
            }
        } else {
            left = new ArrayDeque<>(router.order());
        }
        return left.isEmpty() ? own(503, "No node may serve reads: " + router.reasons() + ".") : send();
    }

    @Override
    public Step retry(Failure failure) {
        failed(failure);
        return left == null || left.isEmpty() ? new Step.Answer(giveUp(failure)) : send();
    }

    @Override
    public boolean retriesLate() {
        return true;
    }

    @Override
    public boolean upgrades() {
        return false;
    }

    @Override
    public LocalAnswer giveUp(Failure failure) {
        return failure == Failure.TIMED_OUT
                ? problem(504, "No node answered in time: reads.timeout-seconds.")
                : problem(502, "No node that was asked gave an answer.");
    }

    /** Treats 502, 503 and 504 as a failure of this node; the answer of the last node is passed on. */
    @Override
    public Optional<Failure> failureIn(AnswerHead answer) {
        entry.status(answer.status());
        boolean cannot = answer.status() >= 502 && answer.status() <= 504;
        return cannot && left != null && !left.isEmpty() ? Optional.of(Failure.LOST) : Optional.empty();
    }

    @Override
    public boolean sends(Fields fields, int field) {
        return ForwardedFields.passes(router.settings(), fields, field);
    }

    @Override
    public void addToRequest(Target target, FieldWriter fields) {
        if (!router.settings().preserveHost()) {
            fields.add("Host", target.authority());
        }
        ForwardedFields.add(router.settings(), request, client, fields);
    }

    @Override
    public boolean returns(Fields fields, int field) {
        return !fields.nameStartsWith(field, "spawn-");
    }

    @Override
    public void addToAnswer(FieldWriter fields) {
        NodeGauge answering = node;
        if (answering != null) {
            fields.add(
                    "Spawn-Node",
                    router.settings().shown(answering.row().address().toString()));
        }
    }

    @Override
    public void ended(End end) {
        NodeGauge answering = node;
        if (answering != null && end == End.ANSWERED) {
            entry.node(answering.row().address().toString());
        } else if (end == End.ABANDONED) {
            entry.status(0);
        }
        entry.over();
        if (answering != null) {
            router.counts().read(answering.row().address(), end == End.ANSWERED);
        }
    }

    private Step send() {
        NodeGauge chosen = left == null ? null : left.poll();
        Target target = chosen == null ? null : router.target(chosen);
        node = chosen;
        if (target == null) {
            return left == null || left.isEmpty() ? own(502, "The address of no node is known.") : send();
        }
        return new Step.Send(target);
    }

    private Step own(int status, String detail) {
        return new Step.Answer(problem(status, detail));
    }

    private LocalAnswer problem(int status, String detail) {
        entry.status(status);
        return OwnAnswers.problem(status, detail);
    }

    private Step waitOr503(String detail) {
        boolean late = router.aging() - since > router.settings().timeout().toMillis();
        return late ? own(503, detail) : new Step.Wait(PAUSE);
    }

    private void failed(Failure failure) {
        NodeGauge tried = node;
        if (tried != null) {
            router.counts().read(tried.row().address(), false);
            if (failure == Failure.UNREACHED) {
                router.unreached(tried);
            }
        }
    }
}
