package hera.command.secure;

import hera.command.CommandFailedException;
import hera.foundation.tls.CertifiedKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A maker of keys with their certificates: it runs the {@code keytool} of this Java, because the JDK has no public way to make a
 * certificate.
 *
 * @param program the path of keytool
 * @param scratch a private folder for key stores, on the same disk as the keys themselves
 * @param password of the key stores, which live for one run of keytool
 */
record Keytool(Path program, Path scratch, String password) {
    /** So much earlier begins a certificate, for machines with a clock that is behind. */
    static final int EARLIER_HOURS = 2;

    private static final int PASSWORD_BYTES = 24;
    private static final String TYPE = "PKCS12";
    private static final String ISSUER = "issuer";
    private static final String NEW = "new";
    private static final String PASSWORD_VARIABLE = "HERA_KEYSTORE_PASSWORD";

    /** Returns the keytool of the running Java; refuses a Java without one. */
    static Keytool of(SecureEnvironment environment, Path scratch) {
        if (!Files.isExecutable(environment.keytool())) {
            throw CommandFailedException.refused(
                    "this Java has no keytool, which makes certificates (%s): use a whole Java runtime or JDK"
                            .formatted(environment.keytool()));
        }
        return new Keytool(
                environment.keytool(),
                scratch,
                HexFormat.of().formatHex(environment.chance().apply(PASSWORD_BYTES)));
    }

    /** Makes a CA, which signs certificates of nodes and clients, but no further CA. */
    CertifiedKey authority(String name, int days) throws IOException {
        return make(
                List.of("-ext", "bc:critical=ca:true,pathlen:0", "-ext", "ku:critical=keyCertSign,cRLSign"),
                List.of(),
                name,
                days);
    }

    /**
     * Makes the certificate of a server that is a client, too.
     *
     * @param names its alternative names as keytool takes them, such as {@code dns:localhost}
     */
    CertifiedKey signed(CertifiedKey issuer, String name, List<String> names, int days) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, null);
            store.setKeyEntry(ISSUER, issuer.key(), secret(), new Certificate[] {issuer.certificate()});
            try (OutputStream out = Files.newOutputStream(file())) {
                store.store(out, secret());
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("the CA's key cannot be used: " + e.getMessage(), e);
        }
        return make(
                List.of(
                        "-ext",
                        "bc:critical=ca:false",
                        "-ext",
                        "ku:critical=digitalSignature",
                        "-ext",
                        "eku=serverAuth,clientAuth",
                        "-ext",
                        "san=" + String.join(",", names)),
                List.of("-signer", ISSUER),
                name,
                days);
    }

    private CertifiedKey make(List<String> extensions, List<String> signer, String name, int days) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                program.toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-J-Duser.language=en",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                TYPE,
                "-storepass:env",
                PASSWORD_VARIABLE));
        line.addAll(List.of("-keystore", file().toString(), "-alias", NEW, "-dname", "CN=" + name));
        line.addAll(List.of("-startdate", "-" + EARLIER_HOURS + "H", "-validity", "" + days));
        line.addAll(extensions);
        line.addAll(signer);
        run(line);
        return take();
    }

    private void run(List<String> line) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put(PASSWORD_VARIABLE, password);
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // of a node's JVM, such as an agent that listens
        builder.environment().remove("JDK_JAVA_OPTIONS");
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("keytool makes no certificate: " + lastLine(said));
        }
    }

    private static String lastLine(String said) {
        return said.lines()
                .filter(line -> !line.isBlank())
                .reduce((earlier, later) -> later)
                .orElse("it says nothing");
    }

    /** Takes what keytool has made out of its key store. */
    private CertifiedKey take() throws IOException {
        try (InputStream in = Files.newInputStream(file())) {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(in, secret());
            if (store.getCertificate(NEW) instanceof X509Certificate certificate
                    && store.getKey(NEW, secret()) instanceof PrivateKey key) {
                return new CertifiedKey(List.of(certificate), key);
            }
            throw new IOException("keytool made no certificate");
        } catch (GeneralSecurityException e) {
            throw new IOException("what keytool made cannot be read: " + e.getMessage(), e);
        } finally {
            Files.delete(file());
        }
    }

    private Path file() {
        return scratch.resolve("keys.p12");
    }

    private char[] secret() {
        return password.toCharArray();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Keytool[" + program + "]";
    }
}
