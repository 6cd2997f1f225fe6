package hera.client;

import hera.client.cluster.ClientSettings;
import hera.client.cluster.EnvironmentFence;
import hera.client.cluster.NodePool;
import hera.client.cluster.Requests;
import hera.client.http.Transport;
import hera.client.meters.ClientMeters;
import hera.client.time.ClientLoop;
import hera.client.time.Listeners;
import java.util.random.RandomGenerator;

/** What all parts of one client share. */
record ClientParts(
        ClientSettings settings,
        ClientLoop loop,
        RandomGenerator chance,
        Transport transport,
        EnvironmentFence environment,
        NodePool cluster,
        Requests requests,
        Listeners listeners,
        ClientMeters meters) {}
