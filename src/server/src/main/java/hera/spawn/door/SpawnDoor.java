package hera.spawn.door;

import hera.foundation.access.ExposedFiles;
import hera.foundation.access.SecuritySettings;
import hera.foundation.access.TlsFiles;
import hera.foundation.forward.TlsEngines;
import hera.foundation.forward.door.PortTls;
import hera.foundation.guard.CredentialScan;
import hera.foundation.guard.Denials;
import hera.foundation.guard.Guard;
import hera.foundation.guard.HeldCredentials;
import hera.foundation.guard.Secrets;
import hera.foundation.guard.TlsWatch;
import hera.foundation.names.NodeName;
import hera.foundation.time.Clock;
import hera.foundation.time.ThreadTimer;
import hera.foundation.tls.PemFileException;
import hera.foundation.tls.PemFiles;
import hera.foundation.tls.TlsContexts;
import hera.spawn.api.DoorReport;
import java.io.UncheckedIOException;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The doors of a running Spawn. Thread-safe. */
public final class SpawnDoor implements AutoCloseable {
    /** The bad credentials a second that an address may send, as at a registry node by default. */
    private static final int MAX_DENIED = 20;

    private final DoorCounts counts = new DoorCounts();
    private final @Nullable Secrets secrets;
    private final @Nullable PortTls tls;
    private final @Nullable Guard guard;
    private final @Nullable CredentialScan scan;
    private final @Nullable TlsWatch watch;
    private final ThreadTimer timer = new ThreadTimer("spawn-door");
    private final boolean hasPage;
    private final String reach;

    /**
     * Reads the secrets, and looks at them again from now on.
     *
     * @param security null for an open Spawn
     * @param name that the certificate must state
     * @param reach of the operators' port: {@code loopback} or {@code network}
     * @param now the wall clock's time, at which certificates must be valid
     * @throws hera.foundation.settings.InvalidSettingException naming the setting, the file and the reason
     */
    public SpawnDoor(@Nullable SecuritySettings security, String name, String reach, Clock clock, Instant now) {
        this.reach = reach;
        hasPage = security == null || security.console();
        if (security == null) {
            secrets = null;
            tls = null;
            guard = null;
            scan = null;
            watch = null;
            return;
        }
        Secrets read = Secrets.read(security, new NodeName(name), now);
        Denials denials = new Denials(read.control(), counts, clock);
        secrets = read;
        guard = new Guard(read.control(), denials, MAX_DENIED, clock);
        scan = new CredentialScan(
                        read.control().tokens(),
                        read.peerToken(),
                        ExposedFiles.of(security),
                        HeldCredentials.NONE,
                        denials,
                        clock,
                        timer,
                        counts)
                .start();
        tls = read.tls() == null ? null : new PortTls(read.tls(), clock);
        watch = read.tls() == null ? null : new TlsWatch(read.tls(), clock, timer, counts).start();
    }

    /**
     * Refuses secrets with which a Spawn could not start now.
     *
     * @param name that the certificate must state
     * @param now the wall clock's time, at which certificates must be valid
     * @throws hera.foundation.settings.InvalidSettingException naming the setting, the file and the reason
     */
    public static void check(SecuritySettings security, String name, Instant now) {
        Secrets.read(security, new NodeName(name), now);
    }

    /**
     * Returns the TLS of a client that connects to nodes that speak HTTPS.
     *
     * @param security has the authorities that sign nodes' certificates, and has been checked; without it those count that
     *     Java trusts
     */
    public static SSLContext toNodes(@Nullable SecuritySettings security) {
        TlsFiles files = security == null ? null : security.tls();
        try {
            return TlsContexts.ofClient(files == null ? null : PemFiles.certificates(files.peerCa()), null);
        } catch (PemFileException e) {
            throw new UncheckedIOException(e); // it was read a moment ago
        }
    }

    /** Returns the guard of the operators' port; null for an open Spawn. */
    public @Nullable Guard guard() {
        return guard;
    }

    /** Returns whether there is a console. */
    public boolean hasPage() {
        return hasPage;
    }

    /** Returns the TLS of the clients' port; null for none. */
    public @Nullable TlsEngines clients() {
        return tls == null ? null : tls.forClients();
    }

    /** Returns the TLS of the operators' port; null for none. */
    public @Nullable TlsEngines operators() {
        return tls == null ? null : tls.forOperators();
    }

    /** Returns what operators are told of it. */
    public DoorReport report() {
        return new SecretsReport(secrets, watch, counts, reach);
    }

    @Override
    public void close() {
        if (scan != null) {
            scan.close();
        }
        if (watch != null) {
            watch.close();
        }
        timer.close();
    }
}
