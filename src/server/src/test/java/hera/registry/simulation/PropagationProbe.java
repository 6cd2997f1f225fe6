package hera.registry.simulation;

import hera.harness.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;

/** Writes to a {@link Mesh}, and measures how long each write takes to be readable on the last node. */
final class PropagationProbe {
    private final Mesh mesh;
    private final List<Travelling> travelling = new ArrayList<>();
    private final Sample millis = new Sample();
    private int written;

    private record Travelling(Key key, long sinceNanos, BitSet missing) {}

    PropagationProbe(Mesh mesh) {
        this.mesh = mesh;
        mesh.afterEachAnswer(this::look);
    }

    /** A new instance, at that node. */
    void write(Mesh.Member at) {
        Key key = Key.of(written++);
        mesh.put(at, key, "{\"port\":%d}".formatted(written).getBytes(StandardCharsets.UTF_8));
        BitSet missing = new BitSet();
        missing.set(0, mesh.members.size());
        missing.clear(at.index());
        travelling.add(new Travelling(key, mesh.time.nanos(), missing));
    }

    /** Resets the measurement; writes under way are left out. */
    void forget() {
        travelling.clear();
        millis.clear();
    }

    int underWay() {
        return travelling.size();
    }

    /** Of each write, until the last node had it. */
    Sample millis() {
        return millis;
    }

    private void look(Mesh.Member member) {
        for (Iterator<Travelling> each = travelling.iterator(); each.hasNext(); ) {
            Travelling write = each.next();
            if (write.missing.get(member.index())
                    && member.replica()
                                    .get(
                                            write.key.service(),
                                            write.key.id(),
                                            member.clock().now())
                            != null) {
                write.missing.clear(member.index());
                if (write.missing.isEmpty()) {
                    millis.add((mesh.time.nanos() - write.sinceNanos) / 1e6);
                    each.remove();
                }
            }
        }
    }
}
