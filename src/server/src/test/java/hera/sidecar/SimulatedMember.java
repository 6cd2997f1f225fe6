package hera.sidecar;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hera.foundation.forward.End;
import hera.foundation.forward.Failure;
import hera.foundation.forward.Route;
import hera.foundation.forward.Step;
import hera.foundation.forward.Target;
import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.HeadReader;
import hera.foundation.forward.message.MalformedMessageException;
import hera.foundation.forward.message.RequestHead;
import hera.foundation.time.Clock;
import hera.foundation.time.Timer;
import hera.sidecar.discovery.MemberAddresses;
import hera.sidecar.key.KeyRule;
import hera.sidecar.key.TrustedProxies;
import hera.sidecar.ring.HashRing;
import hera.sidecar.ring.KeySample;
import hera.sidecar.ring.RingMember;
import hera.sidecar.settings.Policy;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A production sidecar without sockets: its ring and both its routers. A test carries requests from one to another. */
public final class SimulatedMember {
    /** The port at which simulated members take forwards. */
    public static final int PORT = 3222;

    private static final int KEYS = 64;
    private static final int MAX_HEAD = 4096;
    private static final InetSocketAddress CLIENT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);

    private final String identity;
    private final LiveRing ring;
    private final RequestSettings settings;
    private final ClientRouter clients;
    private final MemberRouter members;

    /** What a forward meets: a member, or how it fails. */
    public record Reached(
            @Nullable SimulatedMember member, @Nullable Failure failure) {}

    /**
     * What became of a request.
     *
     * @param status 200 if a backend handled it
     * @param handledBy whose backend; null for none
     * @param sentTo the identities that it was sent to, in order
     * @param again whether a member that got a forward sent it anywhere but to its own backend
     */
    public record Outcome(int status, @Nullable String handledBy, List<String> sentTo, boolean again) {}

    /** Not yet started. The host of each member is its identity, {@code node-NNN}. */
    public SimulatedMember(String identity, GossipNode node, Clock clock, Timer timer, Policy policy) {
        this.identity = identity;
        SidecarMetrics metrics = new SidecarMetrics(new CompositeMeterRegistry());
        ring = new LiveRing(
                node,
                identity,
                clock,
                timer,
                new MemberAddresses(host -> List.of(address(host)), timer),
                new KeySample(KEYS),
                metrics);
        settings = new RequestSettings(
                "ring",
                identity + ":" + PORT,
                "process-of-" + identity,
                1,
                KeyRule.parse("header:key"),
                TrustedProxies.NONE,
                policy,
                0,
                new Target(new InetSocketAddress(address(identity), 4000), "backend", ""));
        clients = new ClientRouter(settings, ring, () -> clock.now().agingMillis() * 1_000_000, metrics);
        members = new MemberRouter(settings, ring, metrics, new GossipPath("ring.ring", () -> null, "secret"));
    }

    public void start() {
        ring.start();
    }

    public String identity() {
        return identity;
    }

    /** Returns the identities on its ring, in order. */
    public List<String> onRing() {
        return ring.current().ring().members().stream()
                .map(RingMember::identity)
                .toList();
    }

    public String checksum() {
        return HashRing.hex(ring.current().ring().checksum());
    }

    /** Sends a client's request here, and carries it on. */
    public Outcome ask(String key, Function<String, Reached> network) {
        RequestHead request = head("GET / HTTP/1.1\r\nHost: h\r\nkey: " + key + "\r\n\r\n");
        Route route = clients.route(request, CLIENT);
        List<String> sentTo = new ArrayList<>();
        Step step = route.next();
        while (step instanceof Step.Send send) {
            String to = identityAt(send.target());
            sentTo.add(to);
            if (to.equals(identity)) {
                route.ended(End.ANSWERED);
                return new Outcome(200, identity, sentTo, !isBackend(send.target()));
            }
            Reached reached = network.apply(to);
            SimulatedMember owner = reached.member();
            if (owner != null) {
                boolean again = !owner.handles(forward(key, route, send.target()));
                route.ended(End.ANSWERED);
                return new Outcome(200, to, sentTo, again);
            }
            step = reached.failure() == Failure.UNREACHED
                    ? route.retry(Failure.UNREACHED)
                    : new Step.Answer(route.giveUp(Failure.TIMED_OUT));
        }
        route.ended(End.REFUSED);
        int status = step instanceof Step.Answer answer ? answer.answer().status() : 0;
        return new Outcome(status, null, sentTo, false);
    }

    private boolean handles(RequestHead forward) {
        Route route = members.route(forward, CLIENT);
        boolean toBackend = route.next() instanceof Step.Send send && isBackend(send.target());
        boolean noFurther = route.retry(Failure.UNREACHED) instanceof Step.Answer;
        route.ended(End.ANSWERED);
        return toBackend && noFurther;
    }

    private boolean isBackend(Target target) {
        return target.equals(settings.backend());
    }

    /** An address is a member's, or the one of its backend. */
    private static String identityAt(Target target) {
        return "node-%03d".formatted(target.address().getAddress().getAddress()[3] - 1);
    }

    private static RequestHead forward(String key, Route route, Target target) {
        ByteBuf head = Unpooled.buffer();
        head.writeCharSequence("GET / HTTP/1.1\r\nHost: h\r\nkey: " + key + "\r\n", US_ASCII);
        route.addToRequest(target, new FieldWriter(head));
        head.writeCharSequence("\r\n", US_ASCII);
        return head(head.toString(US_ASCII));
    }

    private static RequestHead head(String text) {
        try {
            HeadReader reader = HeadReader.ofRequests(MAX_HEAD);
            if (!reader.read(Unpooled.copiedBuffer(text, US_ASCII))) {
                throw new AssertionError("no whole head: " + text);
            }
            return RequestHead.of(reader);
        } catch (MalformedMessageException e) {
            throw new AssertionError("a sidecar sends what another refuses: " + text, e);
        }
    }

    private static InetAddress address(String host) {
        try {
            int index = Integer.parseInt(host.substring(host.indexOf('-') + 1));
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) (index + 1)});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
