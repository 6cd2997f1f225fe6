package hera.simulation;

import hera.state.Instance;
import hera.state.NodeName;

/** A live instance as a reader of one node sees it. */
record Sighting(NodeName origin, long timestamp, Instance instance, long ageMillis, long expiresInMillis) {}
