package hera.spawn;

import hera.client.Discovery;
import hera.client.HeraClient;
import hera.client.Instance;
import hera.client.Lease;
import hera.foundation.http.HostPort;
import hera.foundation.time.Clock;
import hera.spawn.log.NodeRow;
import hera.spawn.queue.Group;
import hera.spawn.queue.NodeGauge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes that a service of a Hera registry lists. A newcomer becomes a node; one that leaves is absent, and needs resync
 * when it has been so for long. A registry that is silent, or lists nothing, changes nothing. Used on the core's thread.
 */
final class RegistryNodes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RegistryNodes.class);

    private final Group group;
    private final Clock clock;
    private final Duration keep;
    private final Consumer<Set<String>> note;

    /** The addresses of all that was ever listed: only these may become absent. */
    private final Set<String> known;

    private final Map<Long, Long> absentSince = new HashMap<>();
    private @Nullable HeraClient client;
    private List<Instance> latest = List.of();
    private boolean changing;

    /**
     * @param known the addresses that the registry has listed before, none at the first start
     * @param keep how long an absent node's queue waits
     * @param note keeps the addresses over restarts
     */
    RegistryNodes(Group group, Clock clock, Duration keep, Set<String> known, Consumer<Set<String>> note) {
        this.group = group;
        this.clock = clock;
        this.keep = keep;
        this.known = new TreeSet<>(known);
        this.note = note;
    }

    /**
     * Follows the service, and registers this Spawn by a name, if it has one. Returns at once.
     *
     * @param port for clients
     */
    void start(RegistrySource from, @Nullable String name, int port, Executor core) {
        HeraClient started = from.client();
        client = started;
        Discovery nodes = started.discover(from.url().service());
        var unused = nodes.onChange(change -> {
            List<Instance> listed = nodes.all();
            core.execute(() -> listed(listed));
        });
        if (name != null) {
            started.register(name, Instance.local(port), Lease.held());
        }
    }

    /** Applies a list of the registry. */
    void listed(List<Instance> instances) {
        latest = instances;
        Map<HostPort, Instance> listed = byAddress(instances);
        if (changing || listed.isEmpty()) {
            return;
        }
        for (NodeGauge gauge : group.gauges()) {
            HostPort address = gauge.row().address();
            if (listed.containsKey(address)) {
                present(gauge);
            } else if (known.contains(address.toString())) {
                absent(gauge);
            }
        }
        List<NodeRow> rows = new ArrayList<>();
        listed.forEach((address, instance) -> {
            if (group.find(address).isEmpty()) {
                rows.add(row(address, instance));
            }
        });
        boolean isNews =
                known.addAll(listed.keySet().stream().map(HostPort::toString).toList());
        if (!rows.isEmpty()) {
            add(rows);
        } else if (isNews) {
            note.accept(known);
        }
    }

    private void add(List<NodeRow> rows) {
        changing = true;
        group.change(rows, Set.of(), List.of(), saved -> {
            changing = false;
            if (saved.isPresent()) {
                rows.forEach(
                        row -> log.info("event=node-listed node={} maintenance={}", row.address(), row.maintenance()));
                note.accept(known);
            } else {
                rows.forEach(row -> known.remove(row.address().toString()));
            }
        });
    }

    private NodeRow row(HostPort address, Instance instance) {
        Map<String, String> members = instance.metadata();
        boolean isFirstList = known.isEmpty();
        String maintenance = members.getOrDefault("maintenance", Boolean.toString(!isFirstList));
        return new NodeRow(
                0,
                address,
                false,
                priority(members.getOrDefault("priority", "0")),
                !"false".equals(members.get("active")),
                maintenance.equals("true"),
                false,
                NodeRow.NOW,
                NodeRow.NOW);
    }

    private static int priority(String text) {
        return text.matches("-?[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    private static Map<HostPort, Instance> byAddress(List<Instance> instances) {
        Map<HostPort, Instance> byAddress = new LinkedHashMap<>();
        for (Instance instance : instances) {
            try {
                byAddress.put(new HostPort(instance.host(), instance.port()), instance);
            } catch (IllegalArgumentException e) {
                log.debug("event=no-node instance={} reason={}", instance.id(), e.getMessage());
            }
        }
        return byAddress;
    }

    private void present(NodeGauge gauge) {
        if (absentSince.remove(gauge.row().id()) != null) {
            group.absent(gauge.row().id(), false);
        }
    }

    private void absent(NodeGauge gauge) {
        long id = gauge.row().id();
        if (absentSince.putIfAbsent(id, clock.now().agingMillis()) == null) {
            group.absent(id, true);
        }
    }

    /** Takes out nodes that have been absent for too long, and adds what could not be stored; called each second. */
    void tick() {
        listed(latest);
        long now = clock.now().agingMillis();
        absentSince.forEach((id, since) -> {
            if (now - since >= keep.toMillis()) {
                group.takeOut(id, "the registry has not listed it for keep.seconds");
            }
        });
        Set<Long> ids = group.gauges().stream().map(gauge -> gauge.row().id()).collect(Collectors.toSet());
        absentSince.keySet().retainAll(ids);
    }

    /** Deregisters. */
    @Override
    public void close() {
        Optional.ofNullable(client).ifPresent(HeraClient::close);
    }
}
