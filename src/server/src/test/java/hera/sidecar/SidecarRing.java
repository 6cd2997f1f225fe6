package hera.sidecar;

import hera.foundation.forward.ForwardSettings;
import hera.foundation.forward.Forwarder;
import hera.foundation.forward.Listener;
import hera.foundation.forward.RawBackend;
import hera.foundation.forward.RawPeer;
import hera.foundation.forward.Target;
import hera.sidecar.key.KeyRule;
import hera.sidecar.key.TrustedProxies;
import hera.sidecar.ring.XxHash64;
import hera.sidecar.settings.Policy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Some sidecars of one ring, each before a backend of its own that answers with what it saw. */
final class SidecarRing implements AutoCloseable {
    final List<Member> members = new ArrayList<>();

    SidecarRing(int size, Policy policy) throws IOException {
        this("default", size, policy);
    }

    /** A ring of another name. */
    SidecarRing(String name, int size, Policy policy) throws IOException {
        for (int i = 0; i < size; i++) {
            members.add(Member.answering(name, i, new Rules(policy, TrustedProxies.NONE, 0)));
        }
        turnAll(members);
    }

    /** A ring whose backends all do what the script says. */
    SidecarRing(int size, RawBackend.Script backends) throws IOException {
        this(size, 0, backends);
    }

    /** A ring that passes owners over which have that many per cent of the mean load. */
    SidecarRing(int size, int hashBalanceFactor, RawBackend.Script backends) throws IOException {
        Rules rules = new Rules(Policy.NEXT, TrustedProxies.NONE, hashBalanceFactor);
        for (int i = 0; i < size; i++) {
            members.add(new Member("default", i, rules, new RawBackend(backends), new ConcurrentLinkedQueue<>()));
        }
        turnAll(members);
    }

    /** A ring that believes these proxies. */
    SidecarRing(int size, TrustedProxies trusted) throws IOException {
        for (int i = 0; i < size; i++) {
            members.add(Member.answering("default", i, new Rules(Policy.NEXT, trusted, 0)));
        }
        turnAll(members);
    }

    private record Rules(Policy policy, TrustedProxies trusted, int hashBalanceFactor) {}

    /** All sidecars see these members on the ring. */
    void turnAll(List<Member> onRing) {
        members.forEach(member ->
                member.membership.turn(onRing.stream().map(Member::address).toList()));
    }

    /** Returns a member that does not own the key. */
    Member other(String key) {
        Member owner = owner(key);
        return members.stream().filter(member -> member != owner).findFirst().orElseThrow();
    }

    /** Returns the member that owns the key by the first one's ring. */
    Member owner(String key) {
        RingView view = members.get(0).membership.current();
        String address = view.ring().order(XxHash64.hash(key)).get(0).address();
        return members.stream()
                .filter(member -> member.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        for (Member member : members) {
            member.close();
        }
    }

    /** A sidecar and its backend. */
    static final class Member implements AutoCloseable {
        final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        final RawBackend backend;

        /** All requests that its backend got. */
        final Queue<String> seen;

        final HandTurnedMembership membership;
        final RequestSettings settings;

        private final AtomicLong skipped = new AtomicLong();
        private final Forwarder forwarder;
        private final Listener clients;
        private final Listener peers;

        private Member(String ring, int number, Rules rules, RawBackend backend, Queue<String> seen)
                throws IOException {
            this.backend = backend;
            this.seen = seen;
            forwarder = new Forwarder("sidecar-" + number, 1, ForwardSettings.DEFAULT, System::nanoTime);
            CompletableFuture<MemberRouter> router = new CompletableFuture<>();
            peers = forwarder.listen(loopback(), new LateRouter(router));
            String address = "127.0.0.1:" + peers.address().getPort();
            membership = new HandTurnedMembership(address);
            settings = new RequestSettings(
                    ring,
                    address,
                    "id" + number,
                    1,
                    KeyRule.parse("header:key"),
                    rules.trusted(),
                    rules.policy(),
                    rules.hashBalanceFactor(),
                    new Target(backend.address(), "backend", ""));
            SidecarMetrics metrics = new SidecarMetrics(meters);
            router.complete(
                    new MemberRouter(settings, membership, metrics, new GossipPath(ring, () -> null, "secret")));
            clients = forwarder.listen(
                    loopback(),
                    new ClientRouter(settings, membership, () -> System.nanoTime() + skipped.get(), metrics));
        }

        /** One whose backend answers with its number and what it was asked. */
        private static Member answering(String ring, int number, Rules rules) throws IOException {
            Queue<String> seen = new ConcurrentLinkedQueue<>();
            RawBackend backend = RawBackend.answering(request -> {
                seen.add(request);
                return "HTTP/1.1 200 OK\r\nX-Ringpop-Handled-By: forged\r\nBackend: " + number + "\r\nContent-Length: "
                        + request.length() + "\r\n\r\n" + request;
            });
            return new Member(ring, number, rules, backend, seen);
        }

        String address() {
            return settings.address();
        }

        RawPeer client() throws IOException {
            return RawPeer.connect(clients.address());
        }

        /** Returns how many requests of clients are in progress. */
        int inProgress() {
            return clients.exchanges();
        }

        /** Its clock is ahead by so much more. */
        void skipTime(Duration time) {
            skipped.addAndGet(time.toNanos());
        }

        RawPeer peer() throws IOException {
            return RawPeer.connect(peers.address());
        }

        double count(String meter, String... tags) {
            var counter = meters.find(meter).tags(tags).counter();
            return counter == null ? 0 : counter.count();
        }

        /** As if the process were killed: nothing listens any more. */
        @Override
        public void close() throws IOException {
            clients.close();
            peers.close();
            forwarder.close();
            backend.close();
        }

        private static InetSocketAddress loopback() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        }
    }
}
