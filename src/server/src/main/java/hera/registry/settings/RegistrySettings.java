package hera.registry.settings;

import hera.foundation.access.OpenNode;
import hera.foundation.access.SecuritySettings;
import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.SettingValues;
import hera.foundation.settings.SettingsLoader;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a registry node. Immutable; bad or contradictory values are refused with {@link
 * InvalidSettingException}, never repaired. Each component is the key of the same name in {@code hera.yml} ({@code
 * gossipInterval} is {@code gossip-interval}); durations are seconds there, fractions allowed. {@link RegistryKeys}
 * declares key, flag, default, bounds and the short text of each.
 *
 * @param name this node's name, unique in the cluster: every write of this node carries it as the origin. Two nodes
 *     with one name overwrite each other's timestamps. Default: the host name.
 * @param ports the listen ports to try in order; the first free one is used. One when a port is given (0: any free
 *     one), else the environment's two, else 3222. Two, so that one node of a host can be restarted while the other
 *     serves.
 * @param bind the address to listen on; null for all. Give one to keep a node off a public network.
 * @param open given when this node is meant to be open; null when no setting says so, and then its banner warns of it
 * @param security how this node is closed; null: it is open
 * @param liveness how long an instance lives without a heartbeat. Larger tolerates slow or lost heartbeats and lists
 *     dead instances for longer; smaller detects them sooner and costs traffic: a cluster carries instances * 3 /
 *     liveness heartbeats a second when services send three in a lifetime. 5 minutes outlast a deployment's restart.
 * @param gossipInterval how often a full pull is made at a random peer, and how often a peer is pulled that cannot hold
 *     a pull open. Larger heals more slowly after a fault and, with peers of the original design, delays their writes by
 *     as much; smaller costs 1 / interval full pulls a second. 3 s is far below any liveness. A write between Hera nodes
 *     does not wait for it: held pulls carry it.
 * @param purgeInterval how often expired entries leave memory. Correctness does not depend on it, because an entry is
 *     invisible from the moment it expires: larger keeps memory for longer, smaller wakes the node more often. 7 s is
 *     no multiple of the gossip interval, so that the two rarely meet.
 * @param maxWait ({@code max-wait}) the longest wait of a client's read. Larger costs nothing; smaller keeps waits below the
 *     timeouts of proxies and load balancers, which would end them with errors.
 * @param gossipFanout the number of peers at which a pull is held open. A write reaches n nodes in about log(n) /
 *     log(fanout + 1) hops; larger makes that faster and survives more broken peers at once, and costs a connection
 *     each way and one answer more per write. 3 reaches 64 nodes in 3 hops.
 * @param mergeWindow ({@code merge-window}) how long after an answer to a peer the next one to it gathers further
 *     writes; a write after a quiet while goes at once. Larger makes fewer, fuller answers and adds at most as much to
 *     the latency of each hop under load; zero answers as soon as the peer asks again. 1 ms is below what a network
 *     adds. For a peer that is sent many pages a second it grows tenfold, to 10 ms at the most, unless it is longer.
 * @param renewalWindow ({@code renewal-window}) the longest delay of a renewal on its way to other nodes (rule 11): it
 *     is sent with the next change, or after this time, or after a tenth of the life that it renews. The other nodes
 *     tolerate late heartbeats by as much less. Larger costs fewer messages between nodes; zero sends each at once. 1 s
 *     is a tenth of the shortest common life.
 * @param cluster the nodes known from the start, this one perhaps among them
 * @param environment the environment of this node; null: none. A node with one and a node without one never gossip.
 * @param neighbours the addresses of nodes known from the start; they tell their names, and further nodes
 * @param advertise the address at which other nodes reach this one; null: the sender's address of its requests, and the
 *     listen port. Set it behind address translation, as in a container.
 * @param clusterName the group that this node belongs to, such as a data centre, shown to people; null: none
 * @param discover whether this node also gossips with nodes that other nodes tell it of; false limits it to {@code
 *     cluster} and {@code neighbours}
 * @param limits the limits of this node
 * @param clients the limits of one client
 */
public record RegistrySettings(
        NodeName name,
        List<Integer> ports,
        @Nullable String bind,
        @Nullable OpenNode open,
        @Nullable SecuritySettings security,
        Duration liveness,
        Duration gossipInterval,
        Duration purgeInterval,
        Duration maxWait,
        int gossipFanout,
        Duration mergeWindow,
        Duration renewalWindow,
        Map<NodeName, HostPort> cluster,
        @Nullable Environment environment,
        List<HostPort> neighbours,
        @Nullable HostPort advertise,
        @Nullable String clusterName,
        boolean discover,
        Limits limits,
        ClientLimits clients) {

    public RegistrySettings {
        ports = List.copyOf(ports);
        cluster = Collections.unmodifiableMap(new LinkedHashMap<>(cluster));
        neighbours = List.copyOf(neighbours);
        checkPorts(ports);
        if (bind != null) {
            RegistryKeys.BIND.check(bind);
        }
        if (open != null && security != null) {
            throw new InvalidSettingException(RegistryKeys.SECURITY.key(), "cannot be both open and closed");
        }
        RegistryKeys.LIVENESS.check(liveness);
        RegistryKeys.GOSSIP_INTERVAL.check(gossipInterval);
        RegistryKeys.PURGE_INTERVAL.check(purgeInterval);
        RegistryKeys.MAX_WAIT.check(maxWait);
        RegistryKeys.GOSSIP_FANOUT.check(gossipFanout);
        RegistryKeys.MERGE_WINDOW.check(mergeWindow);
        RegistryKeys.RENEWAL_WINDOW.check(renewalWindow);
        RegistryKeys.CLUSTER.check(cluster);
        if (clusterName != null) {
            RegistryKeys.CLUSTER_NAME.check(clusterName);
        }
    }

    /** Returns a builder with the defaults. */
    public static RegistrySettingsBuilder named(NodeName name) {
        SettingValues values = new SettingValues();
        values.set(RegistryKeys.NAME, name);
        return new RegistrySettingsBuilder(values, name.value());
    }

    /**
     * Returns the reader of {@code hera.yml} and the flags.
     *
     * @param hostName this node's name when neither file nor flag has one
     */
    public static SettingsLoader<RegistrySettings> loader(String hostName) {
        return new SettingsLoader<>(
                RegistryKeys.TABLE, values -> new RegistrySettingsBuilder(values, hostName).build());
    }

    /** Returns the cluster without this node itself. */
    public Map<NodeName, HostPort> peers() {
        Map<NodeName, HostPort> peers = new LinkedHashMap<>(cluster);
        peers.remove(name);
        return Collections.unmodifiableMap(peers);
    }

    /** From where this node can be reached. */
    public Exposure exposure() {
        return Exposure.of(bind);
    }

    private static void checkPorts(List<Integer> ports) {
        if (ports.isEmpty()) {
            throw new InvalidSettingException(RegistryKeys.PORT.key(), "must be given");
        }
        ports.forEach(RegistryKeys.PORT::check);
    }
}
