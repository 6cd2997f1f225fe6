package hera.sidecar;

import hera.foundation.json.JsonBuffer;
import hera.sidecar.ring.HashRing;
import hera.sidecar.ring.KeySample;
import hera.sidecar.ring.RingMember;
import hera.sidecar.ring.XxHash64;
import hera.sidecar.settings.SidecarSettings;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of {@code /_ring}. Thread-safe. */
final class RingPage {
    private final SidecarSettings settings;
    private final LiveRing live;
    private final GossipNode node;
    private final KeySample sample = new KeySample();

    /** The cached shares of the last ring: a ring changes seldom, and counting takes a millisecond or more. */
    private volatile @Nullable Shares shares;

    private record Shares(HashRing ring, List<Double> parts) {}

    RingPage(SidecarSettings settings, LiveRing live, GossipNode node) {
        this.settings = settings;
        this.live = live;
        this.node = node;
    }

    /** Returns the ring with all known members. */
    byte[] ring() {
        RingView view = live.current();
        JsonBuffer json =
                new JsonBuffer(1024).raw("{\"ring\":").string(settings.ring().name());
        json.raw(",\"self\":").string(settings.ring().identity());
        json.raw(",\"checksum\":").string(HashRing.hex(view.ring().checksum()));
        json.raw(",\"algorithm\":").string(HashRing.ALGORITHM);
        json.raw(",\"key\":").raw('[');
        strings(json, List.of(settings.key().toString().split(",", -1)));
        json.raw("],\"policy\":").string(settings.policy().kind().name().toLowerCase(Locale.ROOT));
        String rival = node.rival();
        if (rival != null) {
            json.raw(",\"conflict\":")
                    .string("%s and %s both are '%s'"
                            .formatted(
                                    settings.ring().address(),
                                    rival,
                                    settings.ring().identity()));
        }
        members(json.raw(",\"members\":{"), view);
        lastChange(json.raw("},\"last_change\":"));
        return json.raw('}').toByteArray();
    }

    /** Returns the owner of the key and the next one; null on an empty ring. */
    byte @Nullable [] owner(String key) {
        HashRing ring = live.current().ring();
        if (ring.size() == 0) {
            return null;
        }
        long hash = XxHash64.hash(key);
        RingMember owner = ring.members().get(ring.owner(hash));
        JsonBuffer json = new JsonBuffer(512).raw("{\"key\":").string(key);
        json.raw(",\"hash\":").string(HashRing.hex(hash));
        json.raw(",\"owner\":").string(owner.identity());
        json.raw(",\"address\":").string(owner.address());
        json.raw(",\"checksum\":").string(HashRing.hex(ring.checksum()));
        json.raw(",\"why\":")
                .string("%s has the greatest score of %d on the ring".formatted(owner.identity(), ring.size()));
        json.raw(",\"order\":[");
        Map<String, String> states = states();
        boolean first = true;
        for (int at = ring.owner(hash); at >= 0; at = ring.successor(hash, at)) {
            RingMember member = ring.members().get(at);
            json.raw(first ? "{\"member\":" : ",{\"member\":").string(member.identity());
            json.raw(",\"address\":").string(member.address());
            json.raw(",\"score\":").string(HashRing.hex(ring.scoreAt(hash, at)));
            json.raw(",\"state\":")
                    .string(states.getOrDefault(member.identity(), "gone"))
                    .raw('}');
            first = false;
        }
        return json.raw("]}").toByteArray();
    }

    private void members(JsonBuffer json, RingView view) {
        List<RingMember> onRing = view.ring().members();
        Map<String, Integer> places = new HashMap<>();
        for (int place = 0; place < onRing.size(); place++) {
            places.put(onRing.get(place).identity(), place);
        }
        List<Double> parts = shares(view.ring());
        boolean first = true;
        for (SeenMember member : live.seen()) {
            Integer place = places.get(member.identity());
            json.raw(first ? "" : ",").string(member.identity());
            json.raw(":{\"address\":").string(member.address().toString());
            json.raw(",\"state\":").string(state(member));
            json.raw(",\"since\":")
                    .string(Instant.ofEpochMilli(member.sinceMillis()).toString());
            json.raw(",\"on_ring\":").raw(place == null ? "false" : "true");
            json.raw(",\"share\":").raw(number(place == null ? 0 : parts.get(place)));
            json.raw(",\"inflight\":")
                    .number(place == null ? 0 : view.loads().get(place).open());
            json.raw('}');
            first = false;
        }
    }

    private void lastChange(JsonBuffer json) {
        RingChange change = live.lastChange();
        if (change == null) {
            json.raw("null");
            return;
        }
        json.raw("{\"at\":").string(Instant.ofEpochMilli(change.atMillis()).toString());
        strings(json.raw(",\"joined\":["), change.joined());
        strings(json.raw("],\"left\":["), change.left());
        json.raw("],\"moved\":").raw(number(change.moved())).raw('}');
    }

    private List<Double> shares(HashRing ring) {
        Shares known = shares;
        if (known == null || known.ring() != ring) {
            known = new Shares(ring, Arrays.stream(sample.shares(ring)).boxed().toList());
            shares = known;
        }
        return known.parts();
    }

    private Map<String, String> states() {
        Map<String, String> states = new HashMap<>();
        live.seen().forEach(member -> states.put(member.identity(), state(member)));
        return states;
    }

    private static String state(SeenMember member) {
        return member.resting() && member.state() != SeenMember.State.GONE
                ? "resting"
                : member.state().name().toLowerCase(Locale.ROOT);
    }

    private static void strings(JsonBuffer json, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            json.raw(i == 0 ? "" : ",").string(texts.get(i));
        }
    }

    private static String number(double part) {
        return String.format(Locale.ROOT, "%.6f", part);
    }
}
