package hera.foundation.access;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.tls.PemFiles;
import hera.harness.PlainSecurity;
import hera.harness.TestCertificates;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessControlTest {
    private static final Need PEER = new Need.Peer();
    private static final Need NODES = new Need.MonitorOrPeer();

    @TempDir
    private Path folder;

    /** A node with TLS, to which the connection shows a certificate with that node name or those client names. */
    private AccessControl withTls(@Nullable String node, List<String> names, CertificateRole... roles) {
        PlainSecurity files = new PlainSecurity(folder)
                .token("peer", "peer")
                .token("admin", "admin")
                .token("both", "peer", "monitor")
                .write();
        Path any = Path.of("any");
        SecuritySettings settings = new SecuritySettings(
                new TlsFiles(any, any, any, any, ClientCertificates.OPTIONAL),
                files.file(),
                null,
                List.of(roles),
                true);
        return new AccessControl(settings, TokenStore.read(files.file()), new Certificates() {
            @Override
            public @Nullable String nodeName(X509Certificate[] chain) {
                return node;
            }

            @Override
            public List<String> clientNames(X509Certificate[] chain) {
                return names;
            }
        });
    }

    private static X509Certificate[] chain() throws Exception {
        return PemFiles.certificates(TestCertificates.node("n1").certificate()).toArray(X509Certificate[]::new);
    }

    private static Identity certified(AccessControl control) throws Exception {
        return control.identify(Collections.emptyEnumeration(), chain(), System.currentTimeMillis());
    }

    private static Identity token(AccessControl control, String name) throws Exception {
        return control.identify(
                Collections.enumeration(List.of(PlainSecurity.bearer(name))), chain(), System.currentTimeMillis());
    }

    private static @Nullable Denial denied(AccessVerdict verdict) {
        return verdict instanceof AccessVerdict.Denied denied ? denied.reason() : null;
    }

    @Test
    void nodesCertificateGossipsUnderItsOwnNameOnly() throws Exception {
        AccessControl control = withTls("n1", List.of());
        Identity node = certified(control);
        assertThat(denied(control.decide(PEER, node, "n1"))).isNull();
        assertThat(denied(control.decide(NODES, node, "n1"))).isNull();
        assertThat(denied(control.decide(PEER, node, "n2"))).isEqualTo(Denial.IDENTITY);
        assertThat(denied(control.decide(PEER, node, null))).isEqualTo(Denial.IDENTITY);
        assertThat(denied(control.decide(NODES, node, null))).isEqualTo(Denial.IDENTITY);
        assertThat(denied(control.decide(new Need.Write("web", "a"), node, "n1")))
                .isEqualTo(Denial.SCOPE);
        assertThat(denied(control.decide(new Need.AnyClient(), node, "n1"))).isEqualTo(Denial.SCOPE);
    }

    @Test
    void nothingButANodesCertificateGossips() throws Exception {
        AccessControl control = withTls(null, List.of("hera:node:n1"), new CertificateRole("*", List.of("admin")));
        assertThat(denied(control.decide(PEER, certified(control), "n1"))).isEqualTo(Denial.SCOPE);
        assertThat(denied(control.decide(PEER, token(control, "admin"), "n1"))).isEqualTo(Denial.SCOPE);
        assertThat(denied(control.decide(PEER, token(control, "peer"), "n1"))).isEqualTo(Denial.IDENTITY);
        assertThat(denied(control.decide(PEER, token(control, "both"), "n1"))).isEqualTo(Denial.IDENTITY);
        assertThat(denied(control.decide(NODES, token(control, "both"), null))).isNull();
    }

    @Test
    void badTokenIsNotSavedByAGoodCertificate() throws Exception {
        AccessControl control = withTls("n1", List.of());
        assertThat(denied(control.decide(PEER, token(control, "stranger"), "n1")))
                .isEqualTo(Denial.BAD_CREDENTIAL);
    }

    @Test
    void firstRoleThatMatchesANameGivesItsScopes() throws Exception {
        AccessControl control = withTls(
                null,
                List.of("web-1.example.com", "spiffe://x/web"),
                new CertificateRole("spiffe://*", List.of("write:web/{subject}")),
                new CertificateRole("*", List.of("admin")));
        assertThat(certified(control))
                .isInstanceOfSatisfying(
                        Credential.class,
                        credential -> assertThat(credential.grant())
                                .isEqualTo(Grant.of("spiffe://x/web", List.of("write:web/{subject}"))));
    }

    @Test
    void certificateThatNoRoleMatchesIsValidAndMayNothing() throws Exception {
        AccessControl control = withTls(null, List.of("web"), new CertificateRole("api", List.of("read")));
        Identity client = certified(control);
        assertThat(denied(control.decide(new Need.Read("web"), client, null))).isEqualTo(Denial.SCOPE);
        assertThat(denied(control.decide(new Need.AnyClient(), client, null))).isNull();
    }

    @Test
    void certificateThatNobodySignedIsNone() throws Exception {
        AccessControl control = withTls(null, List.of());
        assertThat(denied(control.decide(new Need.AnyClient(), certified(control), null)))
                .isEqualTo(Denial.BAD_CREDENTIAL);
    }

    @Test
    void certificateEndsAtItsTime() throws Exception {
        AccessControl control = withTls("n1", List.of());
        long end = chain()[0].getNotAfter().toInstant().toEpochMilli();
        assertThat(control.identify(Collections.emptyEnumeration(), chain(), end))
                .isInstanceOf(Credential.class);
        Identity late = control.identify(Collections.emptyEnumeration(), chain(), end + 1);
        assertThat(denied(control.decide(PEER, late, "n1"))).isEqualTo(Denial.EXPIRED);
    }

    @Test
    void credentialIsCurrentWhileItMayDoTheSame() throws Exception {
        AccessControl control = withTls(null, List.of());
        Credential admin = (Credential) token(control, "admin");
        assertThat(control.isCurrent(admin, 0)).isTrue();

        new PlainSecurity(folder).token("admin", "read").token("peer", "peer").write();
        control.tokens().look();
        assertThat(control.isCurrent(admin, 0)).isFalse();
    }
}
