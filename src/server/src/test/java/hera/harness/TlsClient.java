package hera.harness;

import hera.foundation.tls.PemFiles;
import hera.harness.TestCertificates.Pair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** A client with TLS that trusts one authority, and shows a certificate whatever authorities the server asks for. */
public final class TlsClient {
    private final SSLContext context;

    private TlsClient(SSLContext context) {
        this.context = context;
    }

    /** One without a certificate. */
    public static TlsClient trusting(Path authority) {
        return new TlsClient(context(authority, null));
    }

    /** One that shows a certificate. */
    public static TlsClient trusting(Path authority, Pair own) {
        return new TlsClient(context(authority, own));
    }

    /** An HTTP client, which compares the names of hosts. */
    public HttpClient http() {
        return HttpClient.newBuilder().sslContext(context).build();
    }

    /** The context, for clients that take one. */
    public SSLContext context() {
        return context;
    }

    /** A connection to a port of this host, before its handshake. */
    public SSLSocket connect(int port) throws IOException {
        return over(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** The same over a socket that is connected, which is closed with it. */
    public SSLSocket over(Socket connected) throws IOException {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(connected, "localhost", connected.getPort(), true);
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static SSLContext context(Path authority, @Nullable Pair own) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (X509Certificate each : PemFiles.certificates(authority)) {
                store.setCertificateEntry("ca" + store.size(), each);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own == null ? null : new KeyManager[] {new Shown(own)}, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Shows the certificate, without a look at what is asked for, as an impostor does. */
    private static final class Shown extends X509ExtendedKeyManager {
        private final X509Certificate[] chain;
        private final PrivateKey key;

        Shown(Pair own) throws IOException {
            chain = PemFiles.certificates(own.certificate()).toArray(X509Certificate[]::new);
            key = PemFiles.key(own.key());
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return "own";
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return "own";
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return "own";
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return "own";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.clone();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }
}
