package hera.registry.simulation;

import hera.foundation.names.NodeName;
import hera.registry.replica.Instance;

/** A live instance as a reader of one node sees it. */
record Observation(NodeName origin, long timestamp, Instance instance, long ageMillis, long expiresInMillis) {}
