package hera.failover;

/** Something that happened to a member. It may be told late: {@link Member#isMaster()} says what is. */
public sealed interface Event {
    /**
     * Returns the original's name of the event.
     *
     * @return lower case
     */
    String name();

    /**
     * The state changed; told before the event of the new state.
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
     * The identifier that the master last gave has changed.
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
     * The store failed; told once for a row of failures.
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
     * The store answers, first or again.
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
     * Something is wrong inside: a listener threw, a worker returned null, the store holds what it cannot hold.
     *
     * @param cause what it is
     */
    record Panic(Throwable cause) implements Event {
        @Override
        public String name() {
            return "panic";
        }
    }
}
