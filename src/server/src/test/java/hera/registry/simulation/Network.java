package hera.registry.simulation;

import hera.foundation.http.HostPort;
import hera.registry.gossip.PullResponse;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** Carries pulls between nodes, as well as its {@link Weather} and its cuts let it. */
final class Network {
    final SimulatedTime time;
    final EventLog log;
    final SplittableRandom random;
    final Traffic traffic = new Traffic();

    private final Map<HostPort, SimulatedNode> nodes = new HashMap<>();
    private final List<BitSet> cuts = new ArrayList<>();
    private final Set<Exchange> open = new LinkedHashSet<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private Weather weather = Weather.CALM;

    /** Is told what nodes hear, after they have dealt with it. */
    interface Watcher {
        default void onQuestion(SimulatedNode receiver, WireRequest request) {}

        default void onAnswer(SimulatedNode receiver, PullResponse answer) {}
    }

    /** What was sent, whether it arrived or not. */
    static final class Traffic {
        long questions;
        long questionBytes;
        long answers;
        long answerBytes;

        long messages() {
            return questions + answers;
        }

        void reset() {
            questions = 0;
            questionBytes = 0;
            answers = 0;
            answerBytes = 0;
        }
    }

    Network(SimulatedTime time, EventLog log, SplittableRandom random) {
        this.time = time;
        this.log = log;
        this.random = random;
    }

    void add(SimulatedNode node) {
        nodes.put(node.address, node);
        cuts.add(new BitSet());
    }

    void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    void setWeather(Weather weather) {
        this.weather = weather;
    }

    /** From now on nothing that the one sends reaches the other. */
    void cut(int from, int to) {
        cuts.get(from).set(to);
    }

    void mend(int from, int to) {
        cuts.get(from).clear(to);
    }

    CompletableFuture<PullResponse> ask(SimulatedNode asker, HostPort address, WireRequest request) {
        SimulatedNode target = nodes.get(address);
        if (target == null) {
            throw new IllegalArgumentException("no node has the address " + address);
        }
        Exchange exchange = new Exchange(this, asker, target, request);
        open.add(exchange);
        exchange.begin();
        return exchange.result();
    }

    /** Those who wait for an answer of a crashed process hear that their connection is gone, or nothing at all. */
    void crashed(SimulatedNode node) {
        for (Exchange exchange : new ArrayList<>(open)) {
            if (exchange.isAnsweredBy(node) && random.nextBoolean()) {
                exchange.reset();
            }
        }
    }

    void closed(Exchange exchange) {
        open.remove(exchange);
    }

    boolean loses(SimulatedNode from, SimulatedNode to) {
        return cuts.get(from.index).get(to.index) || happens(weather.loss());
    }

    boolean repeats() {
        return happens(weather.repeat());
    }

    boolean flips() {
        return happens(weather.flip());
    }

    long arrivalNanos() {
        return time.nanos() + weather.delayNanos(random);
    }

    void heard(SimulatedNode receiver, WireRequest request) {
        log.add("asked", receiver.name, request.digest());
        watchers.forEach(watcher -> watcher.onQuestion(receiver, request));
    }

    void heard(SimulatedNode receiver, PullResponse answer) {
        log.add("answered", receiver.name, answer.page());
        watchers.forEach(watcher -> watcher.onAnswer(receiver, answer));
    }

    private boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }
}
