package hera.registry.settings;

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
 * @param name this node's name, unique in the cluster: as an origin it stands beside every write that this node takes.
 *     Two nodes with one name overwrite each other's timestamps. Default: the host name.
 * @param ports the listen ports to try in order; the first free one is taken. One when a port is given (0: any
 *     free one), the environment's two when it is not, else 3222. Two, so that on one host a node can be restarted
 *     while the other serves.
 * @param bind the address to listen on; null for all. Give one to keep a node off a public network.
 * @param liveness how long an instance lives without a heartbeat. Larger forgives slow or lost heartbeats and keeps the
 *     dead listed for longer; smaller finds them sooner and costs traffic: a cluster carries instances * 3 / liveness
 *     heartbeats a second when services send three in a lifetime. 5 minutes outlives a deployment's restart.
 * @param gossipInterval how often a full pull is made at a random peer, and how often a peer is pulled that cannot hold
 *     a pull open. Larger heals more slowly after a fault and, with peers of the original design, delays their writes by
 *     as much; smaller costs 1 / interval full pulls a second. 3 s is far below any liveness. A write between Hera nodes
 *     does not wait for it: held pulls carry it.
 * @param purgeInterval how often expired entries leave memory. They are invisible from the moment they expire, so this
 *     is no matter of correctness: larger holds memory for longer, smaller wakes the node more often. 7 s is no
 *     multiple of the gossip interval, so that the two rarely meet.
 * @param maxWait ({@code max-wait}) the longest wait of a client's read. Larger costs nothing; smaller keeps waits below the
 *     timeouts of proxies and load balancers, which would end them with errors.
 * @param gossipFanout how many peers a pull is held open to. A write reaches n nodes in about log(n) / log(fanout + 1)
 *     hops; larger makes that faster and survives more broken peers at once, and costs a connection each way and one
 *     answer more per write. 3 reaches 64 nodes in 3 hops.
 * @param mergeWindow ({@code merge-window}) how long after an answer to a peer the next one to it gathers further
 *     writes; a write after a quiet while goes at once. Larger makes fewer, fuller answers and adds at most as much to
 *     the latency of each hop under load; zero answers as soon as the peer asks again. 1 ms is below what a network
 *     adds. For a peer that is sent many pages a second it grows tenfold, to 10 ms at the most, unless it is longer.
 * @param renewalWindow ({@code renewal-window}) how long a heartbeat that changes nothing may be kept from other nodes: it
 *     goes along with the next change, or when it is as old as this, or as a tenth of the life that it renews. What a
 *     client may be late by is shorter by as much on the other nodes. Larger costs fewer messages between nodes; zero
 *     sends each as it comes. 1 s is a tenth of the shortest life that is common.
 * @param cluster the nodes known from the start, this one perhaps among them
 * @param environment what this node belongs to; null: to none. A node with one and a node without one never gossip.
 * @param neighbours nodes known from the start by address alone; their names, and further nodes, are learnt from them
 * @param advertise where other nodes reach this one; null: the address that they see its requests come from, and the
 *     listen port. Give it behind address translation, as in a container.
 * @param clusterName the group that this node belongs to, such as a data centre, shown to people; null: none
 * @param discover whether this node gossips with nodes that it learns of, too; false keeps it to {@code cluster} and
 *     {@code neighbours}
 * @param limits how much of everything this node takes
 */
public record RegistrySettings(
        NodeName name,
        List<Integer> ports,
        @Nullable String bind,
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
        Limits limits) {

    public RegistrySettings {
        ports = List.copyOf(ports);
        cluster = Collections.unmodifiableMap(new LinkedHashMap<>(cluster));
        neighbours = List.copyOf(neighbours);
        checkPorts(ports);
        if (bind != null) {
            RegistryKeys.BIND.check(bind);
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

    /** The cluster without this node itself. */
    public Map<NodeName, HostPort> peers() {
        Map<NodeName, HostPort> peers = new LinkedHashMap<>(cluster);
        peers.remove(name);
        return Collections.unmodifiableMap(peers);
    }

    private static void checkPorts(List<Integer> ports) {
        if (ports.isEmpty()) {
            throw new InvalidSettingException(RegistryKeys.PORT.key(), "must be given");
        }
        ports.forEach(RegistryKeys.PORT::check);
    }
}
