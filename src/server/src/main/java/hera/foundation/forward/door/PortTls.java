package hera.foundation.forward.door;

import hera.foundation.forward.TlsEngines;
import hera.foundation.names.NodeName;
import hera.foundation.time.Clock;
import hera.foundation.tls.HandshakeLog;
import hera.foundation.tls.NodeTls;
import java.net.SocketAddress;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** The TLS of a program's ports and of its connections to other nodes, with its certificate as in force. Thread-safe. */
public final class PortTls {
    private final NodeTls tls;
    private final HandshakeLog log;

    public PortTls(NodeTls tls, Clock clock) {
        this.tls = tls;
        this.log = new HandshakeLog(() -> clock.now().agingMillis());
    }

    /** Returns the one of a port for the clients of another system, whose certificates are not asked for. */
    public TlsEngines forClients() {
        return new Engines(tls::plainServerEngine, "client");
    }

    /** Returns the one of a port for operators, who may show certificates. */
    public TlsEngines forOperators() {
        return new Engines(tls::serverEngine, "client");
    }

    /** Returns the one of a port that only nodes may connect to. */
    public TlsEngines forMembers() {
        return new Engines(tls::memberEngine, "member");
    }

    /** Returns the one of connections to a node of that name, and to no other. */
    public TlsEngines toNode(NodeName name) {
        return new Engines(() -> tls.peerEngine(name), "member");
    }

    /** Returns the context of connections to any node, as it is now. */
    public SSLContext toAnyNode() {
        return tls.peerContext();
    }

    /** Engines of one kind. */
    private final class Engines implements TlsEngines {
        private final Supplier<SSLEngine> engines;
        private final String side;

        private Engines(Supplier<SSLEngine> engines, String side) {
            this.engines = engines;
            this.side = side;
        }

        @Override
        public SSLEngine newEngine() {
            return engines.get();
        }

        @Override
        public void failed(@Nullable SocketAddress other, Throwable cause) {
            log.add(side, String.valueOf(other), cause);
        }
    }
}
