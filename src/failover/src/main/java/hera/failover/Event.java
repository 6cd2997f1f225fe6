package hera.failover;

/** An event of a member. It may be delivered late: {@link Member#isMaster()} returns the present state. */
public sealed interface Event {
    /**
     * Returns the original's name of the event.
     *
     * @return lower case
     */
    String name();

    /**
     * The state changed; delivered before the event of the new state.
     *
     * @param oldState lower case; {@code boot} at first
     * @param newState lower case
     */
    record StateChange(String oldState, String newState) implements Event {
        @Override
        public String name() {
            return "statechange";
        }
    }

    /**
     * The member became master.
     *
     * @param term the mastership
     */
    record Master(Term term) implements Event {
        @Override
        public String name() {
            return "master";
        }
    }

    /** The member became slave. */
    record Slave() implements Event {
        @Override
        public String name() {
            return "slave";
        }
    }

    /**
     * The identifier of the master has changed.
     *
     * @param id the identifier
     */
    record Synchronize(String id) implements Event {
        @Override
        public String name() {
            return "synchronize";
        }
    }

    /**
     * The store failed; delivered once for a row of failures.
     *
     * @param cause the first failure
     */
    @SuppressWarnings("JavaLangClash") // the contract's name
    record Error(Throwable cause) implements Event {
        @Override
        public String name() {
            return "error";
        }
    }

    /**
     * The store answers, for the first time or again.
     *
     * @param text {@code connected}
     */
    record Info(String text) implements Event {
        @Override
        public String name() {
            return "info";
        }
    }

    /**
     * An internal fault: a listener threw, a worker returned null, or the store has invalid data.
     *
     * @param cause the fault
     */
    record Panic(Throwable cause) implements Event {
        @Override
        public String name() {
            return "panic";
        }
    }
}
