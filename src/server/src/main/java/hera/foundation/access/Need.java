package hera.foundation.access;

import hera.foundation.http.PercentCodec;
import org.jspecify.annotations.Nullable;

/**
 * What a request needs its sender to be allowed. Each kind has to say which credential meets it, so that there is none that is
 * met by default.
 */
public sealed interface Need {
    /** Returns whether a valid credential meets it. */
    boolean isMetBy(Grant grant);

    /** The scope that is missing where it is not met. */
    String scope();

    /** Returns whether that credential meets it as a peer's, so that the peer's name counts. */
    default boolean isForPeers(Grant grant) {
        return false;
    }

    /** The decision: of all alternatives the last one needs no reason. */
    static Decision decide(Need need, @Nullable Grant grant) {
        if (need instanceof Nothing) {
            return Decision.ALLOWED;
        }
        if (grant == null) {
            return Decision.UNKNOWN;
        }
        return need.isMetBy(grant) ? Decision.ALLOWED : Decision.DENIED;
    }

    /** What becomes of a request. */
    enum Decision {
        ALLOWED,
        /** There is no valid credential: 401. */
        UNKNOWN,
        /** A valid credential lacks the scope: 403. */
        DENIED
    }

    /** No credential: for what has no data in it. */
    record Nothing() implements Need {
        @Override
        public boolean isMetBy(Grant grant) {
            return true;
        }

        @Override
        public String scope() {
            return "none";
        }
    }

    /** A file of the page: none for a file that there is, which is the guard's to know; else any client's. */
    record PageFile(String name) implements Need {
        @Override
        public boolean isMetBy(Grant grant) {
            return grant.isClient();
        }

        @Override
        public String scope() {
            return "any but peer";
        }
    }

    /** Any valid credential of a client. */
    record AnyClient() implements Need {
        @Override
        public boolean isMetBy(Grant grant) {
            return grant.isClient();
        }

        @Override
        public String scope() {
            return "any but peer";
        }
    }

    /** To read one service. */
    record Read(String service) implements Need {
        @Override
        public boolean isMetBy(Grant grant) {
            return grant.reads(service);
        }

        @Override
        public String scope() {
            return "read:" + PercentCodec.encode(service);
        }
    }

    /** To read any service; of lists, those that may be read are shown. */
    record ReadSome() implements Need {
        @Override
        public boolean isMetBy(Grant grant) {
            return grant.readsSome();
        }

        @Override
        public String scope() {
            return "read";
        }
    }

    /** To write one instance. */
    record Write(String service, String id) implements Need {
        @Override
        public boolean isMetBy(Grant grant) {
            return grant.writes(service, id);
        }

        @Override
        public String scope() {
            return "write:" + PercentCodec.encode(service) + "/" + PercentCodec.encode(id);
        }
    }

    /** To write any instance; which, is asked for each. */
    record WriteSome() implements Need {
        @Override
        public boolean isMetBy(Grant grant) {
            return grant.writesSome();
        }

        @Override
        public String scope() {
            return "write";
        }
    }

    /** To look at the cluster, health or metrics. */
    record Monitor() implements Need {
        @Override
        public boolean isMetBy(Grant grant) {
            return grant.monitors();
        }

        @Override
        public String scope() {
            return "monitor";
        }
    }

    /** To see the nodes, as who looks at them or is one. */
    record MonitorOrPeer() implements Need {
        @Override
        public boolean isForPeers(Grant grant) {
            return !grant.monitors();
        }

        @Override
        public boolean isMetBy(Grant grant) {
            return grant.monitors() || grant.isPeer();
        }

        @Override
        public String scope() {
            return "monitor";
        }
    }

    /** To gossip. */
    record Peer() implements Need {
        @Override
        public boolean isForPeers(Grant grant) {
            return true;
        }

        @Override
        public boolean isMetBy(Grant grant) {
            return grant.isPeer();
        }

        @Override
        public String scope() {
            return "peer";
        }
    }

    /** What no smaller scope allows, such as a method that the path does not know. */
    record Admin() implements Need {
        @Override
        public boolean isMetBy(Grant grant) {
            return grant.administers();
        }

        @Override
        public String scope() {
            return "admin";
        }
    }
}
