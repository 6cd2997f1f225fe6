package hera.spawn.api;

/** What operators are told of who may come in. Thread-safe. */
public interface DoorReport {
    /** Returns the JSON object of it in the health: mode, reach, and what is wrong. */
    byte[] health();

    /** Adds its metrics, as Prometheus reads them. */
    void addMetrics(StringBuilder text);
}
