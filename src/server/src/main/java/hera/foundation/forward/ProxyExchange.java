package hera.foundation.forward;

import hera.foundation.forward.message.AnswerHead;
import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.Framing;
import hera.foundation.forward.message.HeadWriter;
import hera.foundation.forward.message.HeadWriter.Persistence;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: tries targets until one answers, and streams both bodies. It alone classifies the failure
 * of an attempt, by what was written and what was read.
 */
final class ProxyExchange implements EventLoopState.Attempt {
    private final FrontConnection front;
    private final EventLoopState shared;
    private final RequestHead request;
    private final Route route;
    private final KeptBody kept;
    private final boolean requestChunked;

    private @Nullable Target target;
    private @Nullable BackConnection back;
    private @Nullable ChannelFuture headWritten;
    private @Nullable Future<?> waiting;
    private @Nullable TakenRequest taken;
    private Framing answerFraming = Framing.NONE;

    private boolean requestSent;
    private boolean onFreshConnection;
    private boolean interimPassed;
    private boolean answering;
    private boolean closesClient;
    private boolean over;

    ProxyExchange(FrontConnection front, EventLoopState shared, RequestHead request, Route route) {
        this.front = front;
        this.shared = shared;
        this.request = request;
        this.route = route;
        this.kept = shared.newKeptBody();
        this.requestChunked = request.framing().kind() == Framing.Kind.CHUNKED;
    }

    RequestHead request() {
        return request;
    }

    void start() {
        perform(route.next());
    }

    // Events of the client's connection.

    /** Whether there is a connection that accepts more of the request's body. */
    boolean serverTakesBody() {
        return taken != null ? taken.takesMore() : back != null && back.isWritable();
    }

    void requestPiece(ByteBuf piece) {
        if (taken != null) {
            taken.piece(piece);
            return;
        }
        kept.add(piece);
        if (back == null) {
            piece.release();
        } else {
            back.writePiece(piece, requestChunked);
        }
    }

    /** The whole body has been read. */
    void requestEnded() {
        requestSent = true;
        if (taken != null) {
            taken.whole();
        } else if (back != null) {
            if (requestChunked) {
                back.writeEnd();
            }
            awaitAnswer();
        }
    }

    void flushToServer() {
        if (back != null) {
            back.flush();
        }
    }

    void clientTakesMoreAgain() {
        if (answering) {
            front.touch();
        }
        if (taken != null) {
            taken.pump();
        } else if (back != null) {
            back.resume();
        }
    }

    /** Ends the exchange: the client disconnected, or sent a malformed body. */
    void abandon() {
        if (end(End.ABANDONED) && back != null) {
            back.abandon();
        }
    }

    /** Ends with an answer of the proxy itself; an answer that has already begun is broken off instead. */
    void refuse(LocalAnswer answer) {
        if (answering) {
            breakOff();
        } else {
            answer(answer);
        }
    }

    /** Ends the exchange: no byte was read or written for too long. */
    void timedOut() {
        if (answering) {
            breakOff();
        } else {
            abandonServer();
            failed(Failure.TIMED_OUT);
        }
    }

    // Events of the connection to the target.

    @Override
    public void connected(BackConnection connection) {
        if (over) {
            shared.pool(connection);
        } else {
            send(connection);
        }
    }

    @Override
    public void unreachable() {
        if (!over) {
            failed(Failure.UNREACHED);
        }
    }

    boolean clientTakesMore() {
        return front.out.isWritable();
    }

    boolean isRequestSent() {
        return requestSent;
    }

    void serverTakesMore() {
        front.proceed();
    }

    void flushToClient() {
        front.out.flush();
    }

    void answered(AnswerHead head) {
        if (head.isInterim()) {
            passInterim(head);
        } else if (head.switchesProtocols()) {
            switchProtocols(head);
        } else {
            Optional<Failure> told = route.failureIn(head);
            if (told.isPresent()) {
                abandonServer();
                failed(told.get());
            } else {
                passHead(head);
            }
        }
    }

    void answerPiece(ByteBuf piece) {
        front.touch();
        front.out.writePiece(piece, answerFraming.kind() == Framing.Kind.CHUNKED);
    }

    void answerEnded(Fields trailers) {
        if (answerFraming.kind() == Framing.Kind.CHUNKED) {
            front.out.writeEnd(trailers, route::returns);
        }
        back = null;
        if (end(End.ANSWERED)) {
            front.exchangeEnded(closesClient);
        }
    }

    void answerMalformed(String detail) {
        back = null;
        if (answering) {
            breakOff();
        } else {
            failed(Failure.BAD_ANSWER);
        }
    }

    /** The connection ended before the answer did. */
    void connectionBroke(BackConnection broken) {
        back = null;
        if (answering) {
            breakOff();
            return;
        }
        boolean written = headWritten != null && headWritten.isSuccess();
        Failure failure = broken.hasBegunAnswer() ? Failure.BAD_ANSWER : written ? Failure.LOST : Failure.UNREACHED;
        boolean again = !onFreshConnection
                && failure.allowsFreshConnection(broken.isReused(), request.isIdempotent(), kept.isWhole());
        if (again && target != null) {
            onFreshConnection = true;
            shared.connect(target, this);
        } else {
            failed(failure);
        }
    }

    // Attempts and local answers.

    private void perform(Step step) {
        if (step instanceof Step.Send send) {
            attempt(send.target());
        } else if (step instanceof Step.Wait wait) {
            waiting = shared.loop().schedule(this::resume, wait.delay().toNanos(), TimeUnit.NANOSECONDS);
        } else if (step instanceof Step.Take take) {
            taken = new TakenRequest(this, front, take);
            taken.start();
        } else if (step instanceof Step.Answer answer) {
            answer(answer.answer());
        }
    }

    /** Writes the head of an answer whose body comes from this process, not from a target. */
    void startAnswer(LocalAnswer head) {
        answering = true;
        closesClient = !requestSent || !request.mayStayOpen() || front.isDraining();
        front.out.write(HeadWriter.local(front.out.allocator(), head, false, Persistence.of(request, closesClient)));
    }

    void answerDone() {
        if (end(End.ANSWERED)) {
            front.exchangeEnded(closesClient);
        }
    }

    private void resume() {
        waiting = null;
        if (!over) {
            perform(route.next());
        }
    }

    /** Probes a pooled connection first if the request may not be repeatable: the target may have closed it already. */
    private void attempt(Target chosen) {
        target = chosen;
        onFreshConnection = false;
        boolean probed = !request.isIdempotent() || request.framing().kind() != Framing.Kind.NONE;
        BackConnection pooled = shared.take(chosen, probed);
        if (pooled == null) {
            shared.connect(chosen, this);
        } else {
            send(pooled);
        }
    }

    private void send(BackConnection connection) {
        Target to = connection.target();
        ByteBuf head = HeadWriter.request(
                connection.context().alloc(),
                request,
                to.authority(),
                to.pathPrefix(),
                route.upgrades(),
                route::sends,
                fields -> route.addToRequest(to, fields));
        back = connection;
        connection.begin(this);
        headWritten = connection.writeHead(head);
        kept.forEach(piece -> connection.writePiece(piece, requestChunked));
        if (requestSent && requestChunked) {
            connection.writeEnd();
        }
        connection.flush();
        if (requestSent) {
            awaitAnswer();
        }
        front.proceed();
    }

    private void awaitAnswer() {
        if (route.mayTakeLong()) {
            front.waitWithoutLimit();
        } else if (!answering) {
            front.awaitAnswer();
        }
    }

    private void passInterim(AnswerHead head) {
        interimPassed = true;
        if (!request.isHttp10()) {
            front.out.write(HeadWriter.interim(front.out.allocator(), head, route::returns));
        }
    }

    private void switchProtocols(AnswerHead head) {
        BackConnection server = back;
        if (server == null || !request.wantsUpgrade()) {
            abandonServer();
            failed(Failure.BAD_ANSWER);
            return;
        }
        front.out.write(HeadWriter.switching(front.out.allocator(), head, route::returns, route::addToAnswer));
        answering = true;
        back = null;
        kept.release();
        over = true;
        front.startTunnel(server, () -> route.ended(End.TUNNELLED));
    }

    private void passHead(AnswerHead head) {
        answering = true;
        kept.release();
        answerFraming = Bodies.framingFor(request, head.framing());
        closesClient = !requestSent
                || !request.mayStayOpen()
                || answerFraming.kind() == Framing.Kind.UNTIL_CLOSE
                || front.isDraining();
        front.touch();
        front.out.write(HeadWriter.answer(
                front.out.allocator(),
                head,
                answerFraming,
                Persistence.of(request, closesClient),
                route::returns,
                route::addToAnswer));
    }

    private void failed(Failure failure) {
        boolean allowed = failure == Failure.TIMED_OUT
                ? kept.isWhole() && request.isIdempotent() && taken == null && route.retriesLate()
                : failure.allowsAnotherTarget(request.isIdempotent(), kept.isWhole());
        if (!interimPassed && allowed) {
            perform(route.retry(failure));
        } else {
            answer(route.giveUp(failure));
        }
    }

    private void answer(LocalAnswer answer) {
        abandonServer();
        boolean close = !requestSent || !request.mayStayOpen() || front.isDraining();
        if (end(End.REFUSED)) {
            front.out.write(
                    HeadWriter.local(front.out.allocator(), answer, !request.isHead(), Persistence.of(request, close)));
            front.exchangeEnded(close);
        }
    }

    private void breakOff() {
        abandonServer();
        if (end(End.BROKEN_OFF)) {
            front.breakOff(answerFraming.kind() == Framing.Kind.UNTIL_CLOSE);
        }
    }

    private void abandonServer() {
        if (back != null) {
            back.abandon();
            back = null;
        }
    }

    private boolean end(End how) {
        if (over) {
            return false;
        }
        over = true;
        kept.release();
        if (waiting != null) {
            waiting.cancel(false);
        }
        if (taken != null) {
            taken.over();
        }
        route.ended(how);
        return true;
    }
}
