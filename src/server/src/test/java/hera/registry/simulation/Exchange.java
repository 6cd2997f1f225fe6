package hera.registry.simulation;

import hera.foundation.time.Cancellable;
import hera.registry.gossip.PullFailedException;
import hera.registry.gossip.PullFailedException.Kind;
import hera.registry.gossip.PullResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One pull on its way there and back: as the HTTP client does it, it has a deadline, and a cancelled one is hung up. */
final class Exchange {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private final Network network;
    private final SimulatedNode asker;
    private final int askersIncarnation;
    private final SimulatedNode target;
    private final WireRequest request;
    private final CompletableFuture<PullResponse> result = new CompletableFuture<>();
    private final List<Reception> receptions = new ArrayList<>(1);
    private Cancellable deadline = () -> {};

    Exchange(Network network, SimulatedNode asker, SimulatedNode target, WireRequest request) {
        this.network = network;
        this.asker = asker;
        this.askersIncarnation = asker.incarnation();
        this.target = target;
        this.request = request;
    }

    /** The request at the other end. */
    private final class Reception {
        final int targetsIncarnation = target.incarnation();
        final long atNanos = network.time.nanos();
        Cancellable held = () -> {};
        int answers;

        void receive() {
            held = target.receive(request, this::answer);
            network.heard(target, request);
        }

        void answer(PullResponse answer) {
            answers++;
            Violation.when(answers > 1, "%s answered one pull of %s twice", target.name, asker.name);
            network.log.add("answers", target.name, answer.page());
            network.traffic.answers++;
            network.traffic.answerBytes += answer.page().length;
            if (!network.loses(target, asker)) {
                PullResponse arriving = network.flips() ? flipped(answer) : answer;
                backAtAsker(() -> complete(arriving));
            }
        }

        boolean isOverdue() {
            return answers == 0
                    && target.isAwake()
                    && target.incarnation() == targetsIncarnation
                    && target.pausedAtNanos() < atNanos
                    && network.time.nanos() - atNanos
                            > request.hold().plusSeconds(1).toNanos();
        }
    }

    CompletableFuture<PullResponse> result() {
        return result;
    }

    boolean isAnsweredBy(SimulatedNode node) {
        return target == node;
    }

    void begin() {
        network.traffic.questions++;
        network.traffic.questionBytes += request.bytes();
        deadline = asker.timer().after(request.hold().plus(ANSWER_TIMEOUT), this::timeOut);
        var unused = result.whenComplete((answer, failure) -> {
            deadline.cancel();
            network.closed(this);
            if (failure != null) {
                hangUp();
            }
        });
        deliver();
        if (network.repeats()) {
            deliver();
        }
    }

    /** The connection breaks, and the asker hears of it. */
    void reset() {
        backAtAsker(() -> fail(Kind.UNREACHABLE, "connection reset"));
    }

    private void deliver() {
        if (network.loses(asker, target)) {
            if (network.random.nextBoolean()) {
                var unused = asker.timer().after(CONNECT_TIMEOUT, () -> fail(Kind.UNREACHABLE, "connect timed out"));
            }
            return;
        }
        network.time.at(network.arrivalNanos(), this::arrive);
    }

    private void arrive() {
        if (target.isUp()) {
            target.whenAwake(target.incarnation(), () -> {
                Reception reception = new Reception();
                receptions.add(reception);
                reception.receive();
            });
        } else {
            backAtAsker(() -> fail(Kind.UNREACHABLE, "connection refused"));
        }
    }

    private void backAtAsker(Runnable task) {
        network.time.at(network.arrivalNanos(), () -> asker.whenAwake(askersIncarnation, task));
    }

    private void complete(PullResponse answer) {
        if (result.complete(answer)) {
            network.heard(asker, answer);
        }
    }

    private void timeOut() {
        for (Reception reception : receptions) {
            Violation.when(reception.isOverdue(), "%s never answered a pull of %s", target.name, asker.name);
        }
        fail(Kind.TIMEOUT, "no whole answer in time");
    }

    private void fail(Kind kind, String message) {
        result.completeExceptionally(new PullFailedException(kind, message));
    }

    private void hangUp() {
        for (Reception reception : receptions) {
            if (reception.answers == 0 && !network.loses(asker, target)) {
                network.time.at(
                        network.arrivalNanos(),
                        () -> target.whenAwake(reception.targetsIncarnation, reception.held::cancel));
            }
        }
    }

    private PullResponse flipped(PullResponse answer) {
        byte[] page = answer.page().clone();
        page[network.random.nextInt(page.length)] ^= (byte) (1 << network.random.nextInt(8));
        PullResponse damaged = new PullResponse(
                answer.form(),
                page,
                answer.more(),
                answer.waits(),
                answer.node(),
                answer.rival(),
                answer.contentDigest(),
                answer.seen(),
                answer.clockMillis());
        return answer.complete() ? damaged : damaged.ofIncompleteNode();
    }
}
