package hera.failover.simulation;

/** A kind of fault. */
enum Fault {
    CRASH,
    CLOSE,
    RESIGN,
    SYNC,
    PAUSE,
    STALL,
    SUSPEND,
    WALL_STEP,
    LOSS,
    LATE,
    TWICE,
    SLOW,
    ALL_SLOW,
    DOWN,
    HANG,
    SPLIT,
    EMPTY,
    FORGET
}
