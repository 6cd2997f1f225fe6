package hera.client;

import hera.client.meters.ClientMeters;
import hera.client.time.Chance;
import hera.client.twin.MemoryNode;
import hera.client.twin.TwinNetwork;
import hera.client.twin.TwinTime;
import hera.client.twin.VirtualLoop;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A network on virtual time, and clients on it. */
final class TwinWorld {
    final TwinTime time = new TwinTime();
    final Chance chance;
    final TwinNetwork network;

    /** What clients made from now on count with. */
    ClientMeters meters = ClientMeters.NONE;

    TwinWorld(long seed) {
        this.chance = new Chance(seed);
        this.network = new TwinNetwork(time, chance);
    }

    /** A client and the loop that it runs on. */
    record Member(LiveClient hera, VirtualLoop loop) {
        LiveRegistration register(String service, Instance instance, Lease lease) {
            return (LiveRegistration) hera.register(service, instance, lease);
        }

        LiveDiscovery discover(String service) {
            return (LiveDiscovery) hera.discover(service);
        }
    }

    MemoryNode node(String name, String address) {
        return network.node(name, address, 3222).startComplete();
    }

    /** A client of nodes at some addresses, from a host of its own. */
    Member client(String host, String... nodes) {
        return client(host, builder -> {
            for (String node : nodes) {
                builder.node(node.contains(":") ? node : node + ":3222");
            }
            return builder;
        });
    }

    Member client(String host, UnaryOperator<HeraClient.Builder> settings) {
        VirtualLoop loop = new VirtualLoop(time);
        LiveClient hera = new LiveClient(
                settings.apply(new HeraClient.Builder(name -> null)).settings(),
                loop,
                new Chance(chance.nextLong()),
                network.transport(loop, host),
                work -> time.after(0, work),
                meters,
                () -> {});
        return new Member(hera, loop);
    }

    void run(long millis) {
        time.run(millis);
    }

    boolean runUntil(BooleanSupplier condition, long mostMillis) {
        return time.runUntil(condition, mostMillis);
    }
}
