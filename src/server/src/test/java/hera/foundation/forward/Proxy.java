package hera.foundation.forward;

import static java.nio.charset.StandardCharsets.UTF_8;

import hera.foundation.forward.message.AnswerHead;
import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.RequestHead;
import hera.foundation.tls.NodeCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A proxy under test: its requests go to the given targets, one after another while attempts fail. */
final class Proxy implements AutoCloseable, Router {
    final Queue<End> ends = new ConcurrentLinkedQueue<>();
    final Queue<Failure> retries = new ConcurrentLinkedQueue<>();
    final Queue<String> chains = new ConcurrentLinkedQueue<>();
    final Queue<String> refusals = new ConcurrentLinkedQueue<>();

    /** Runs on an event loop, before the route of a request is chosen. */
    volatile Runnable onRequest = () -> {};

    private final Forwarder forwarder;
    private final Listener listener;
    private final List<Target> targets;

    Proxy(Target... targets) throws IOException {
        this(ForwardSettings.DEFAULT, targets);
    }

    Proxy(ForwardSettings settings, Target... targets) throws IOException {
        this(settings, null, targets);
    }

    /** @param tls of the clients' connections; null for none */
    Proxy(ForwardSettings settings, @Nullable TlsEngines tls, Target... targets) throws IOException {
        this.targets = List.of(targets);
        forwarder = new Forwarder("proxy", 2, settings, System::nanoTime);
        listener = listen(Listener.Limits.of(settings), tls);
    }

    /** Listens at one more port. */
    Listener listen(Listener.Limits limits, @Nullable TlsEngines tls) throws IOException {
        return forwarder.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this, limits, tls);
    }

    static ForwardSettings headTimeout(Duration timeout) {
        ForwardSettings d = ForwardSettings.DEFAULT;
        return times(d.answerTimeout(), timeout, d.bodyTimeout(), d.idleTimeout());
    }

    static ForwardSettings bodyTimeout(Duration timeout) {
        ForwardSettings d = ForwardSettings.DEFAULT;
        return times(d.answerTimeout(), d.headTimeout(), timeout, d.idleTimeout());
    }

    static ForwardSettings answerTimeout(Duration timeout) {
        ForwardSettings d = ForwardSettings.DEFAULT;
        return times(timeout, d.headTimeout(), d.bodyTimeout(), d.idleTimeout());
    }

    static ForwardSettings idleTimeout(Duration timeout) {
        ForwardSettings d = ForwardSettings.DEFAULT;
        return times(d.answerTimeout(), d.headTimeout(), d.bodyTimeout(), timeout);
    }

    private static ForwardSettings times(Duration answer, Duration head, Duration body, Duration idle) {
        ForwardSettings d = ForwardSettings.DEFAULT;
        return new ForwardSettings(
                d.connectTimeout(),
                answer,
                head,
                body,
                idle,
                d.pooledTimeout(),
                d.maxHead(),
                d.maxAnswerHead(),
                d.maxConnections(),
                d.maxPooled(),
                d.keptBody(),
                d.keptInAll());
    }

    static ForwardSettings limits(int maxHead, int maxConnections, int keptBody, long keptInAll) {
        ForwardSettings d = ForwardSettings.DEFAULT;
        return new ForwardSettings(
                d.connectTimeout(),
                d.answerTimeout(),
                d.headTimeout(),
                d.bodyTimeout(),
                d.idleTimeout(),
                d.pooledTimeout(),
                maxHead,
                d.maxAnswerHead(),
                maxConnections,
                d.maxPooled(),
                keptBody,
                keptInAll);
    }

    Listener listener() {
        return listener;
    }

    RawPeer client() throws IOException {
        return RawPeer.connect(listener.address());
    }

    /** This proxy as the target of another. */
    Target target() {
        return new Target(listener.address(), "proxy:" + listener.address().getPort(), "");
    }

    @Override
    public Route route(RequestHead request, InetSocketAddress client, X509Certificate @Nullable [] chain) {
        chains.add(chain == null ? "none" : String.valueOf(NodeCertificate.nodeName(chain[0])));
        return route(request, client);
    }

    @Override
    public Route route(RequestHead request, InetSocketAddress client) {
        onRequest.run();
        return new Turns(new ArrayDeque<>(targets));
    }

    @Override
    public LocalAnswer refuse(int status, String detail) {
        refusals.add(status + " " + detail);
        return new LocalAnswer(status, List.of(), detail.getBytes(UTF_8));
    }

    @Override
    public void close() {
        listener.close();
        forwarder.close();
    }

    private final class Turns implements Route {
        private final Queue<Target> left;

        private Turns(Queue<Target> left) {
            this.left = left;
        }

        @Override
        public Step next() {
            Target target = left.poll();
            return target == null ? new Step.Answer(refuse(503, "none is left")) : new Step.Send(target);
        }

        @Override
        public Step retry(Failure failure) {
            retries.add(failure);
            return left.isEmpty() ? new Step.Answer(giveUp(failure)) : next();
        }

        @Override
        public LocalAnswer giveUp(Failure failure) {
            return refuse(
                    switch (failure) {
                        case UNREACHED -> 503;
                        case LOST, BAD_ANSWER -> 502;
                        case TIMED_OUT -> 504;
                    },
                    failure.name());
        }

        @Override
        public Optional<Failure> failureIn(AnswerHead answer) {
            String told = answer.fields().first("x-failed");
            return Optional.ofNullable(told).map(Failure::valueOf);
        }

        @Override
        public boolean sends(Fields request, int field) {
            return !request.nameStartsWith(field, "x-secret-");
        }

        @Override
        public void addToRequest(Target target, FieldWriter fields) {
            fields.add("X-Added", "request");
        }

        @Override
        public boolean returns(Fields answer, int field) {
            return !answer.nameStartsWith(field, "x-secret-");
        }

        @Override
        public void addToAnswer(FieldWriter fields) {
            fields.add("X-Added", "answer");
        }

        @Override
        public void ended(End end) {
            ends.add(end);
        }
    }
}
