package hera.failover;

/** The surroundings of a member in a simulation, whose processes are in another package. */
public abstract class SimulatedHost implements Host {}
