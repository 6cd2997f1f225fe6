package hera.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Certificates of two authorities, made by the JDK's keytool when a test first asks for them, each once in a JVM: that takes a
 * second. The files are PEM, as a node reads them, in a folder that goes with the JVM.
 */
public final class TestCertificates {
    private static final String PASSWORD = "not-a-secret";
    private static final String HOSTS = ",dns:localhost,ip:127.0.0.1,ip:::1";
    private static final Path FOLDER = folder();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Map<List<String>, Pair> MADE = new ConcurrentHashMap<>();

    /** The files of a certificate with its chain, and of its key. */
    public record Pair(Path certificate, Path key) {}

    private TestCertificates() {}

    /** The authority's own certificate. */
    public static Path ca() {
        return authority("ca").certificate();
    }

    /** That of another authority, which no node trusts. */
    public static Path otherCa() {
        return authority("other").certificate();
    }

    /** A good certificate of a node; the name must need no encoding. */
    public static Pair node(String name) {
        return node("ca", name, "serverAuth,clientAuth");
    }

    /** As good a one, with another key. */
    public static Pair nodeAgain(String name) {
        return node("ca", name, "clientAuth,serverAuth");
    }

    public static Pair nodeOfOtherAuthority(String name) {
        return node("other", name, "serverAuth,clientAuth");
    }

    /** A node's certificate that is good for servers, not for clients. */
    public static Pair serverOnlyNode(String name) {
        return node("ca", name, "serverAuth");
    }

    /** A node's certificate that is good for clients, not for servers. */
    public static Pair clientOnlyNode(String name) {
        return node("ca", name, "clientAuth");
    }

    /** A node's certificate whose time is over. */
    public static Pair endedNode(String name) {
        return made(
                "ca",
                "-ext",
                "eku=serverAuth,clientAuth",
                "-ext",
                nodeNames(name),
                "-startdate",
                "-20d",
                "-validity",
                "10");
    }

    /** A node's certificate whose time has not come. */
    public static Pair laterNode(String name) {
        return made(
                "ca",
                "-ext",
                "eku=serverAuth,clientAuth",
                "-ext",
                nodeNames(name),
                "-startdate",
                "+10d",
                "-validity",
                "20");
    }

    /** A node's certificate with that many days left. */
    public static Pair nodeFor(String name, int days) {
        return made("ca", "-ext", "eku=serverAuth,clientAuth", "-ext", nodeNames(name), "-validity", "" + days);
    }

    /** A node's certificate that ends after so many seconds; a new one each time. */
    public static Pair nodeForSeconds(String name, int seconds) {
        authority("ca");
        return make(List.of(
                "-signer",
                "ca",
                "-ext",
                "eku=serverAuth,clientAuth",
                "-ext",
                nodeNames(name),
                "-startdate",
                "-1d+" + seconds + "S",
                "-validity",
                "1"));
    }

    /** A server's certificate that names no node. */
    public static Pair noNode() {
        return made("ca", "-ext", "eku=serverAuth,clientAuth", "-ext", "san=dns:localhost,ip:127.0.0.1");
    }

    /** A client's certificate with those subject alternative names, as keytool takes them: {@code dns:web-1}; without any, the common name alone. */
    public static Pair client(String commonName, String... names) {
        return client("ca", commonName, names);
    }

    public static Pair clientOfOtherAuthority(String commonName, String... names) {
        return client("other", commonName, names);
    }

    private static Pair client(String signer, String commonName, String... names) {
        List<String> arguments =
                new ArrayList<>(List.of("-ext", "eku=clientAuth", "-dname", "CN=" + commonName + ",O=test"));
        if (names.length > 0) {
            arguments.addAll(List.of("-ext", "san=" + String.join(",", names)));
        }
        return made(signer, arguments.toArray(String[]::new));
    }

    private static Pair node(String signer, String name, String purposes) {
        return made(signer, "-ext", "eku=" + purposes, "-ext", nodeNames(name));
    }

    private static String nodeNames(String name) {
        return "san=uri:hera:node:" + name + HOSTS;
    }

    /** Makes a certificate with these arguments of keytool; {@code -dname}, {@code -validity} and {@code -keyalg} have defaults. */
    public static Pair made(String signer, String... arguments) {
        authority(signer);
        List<String> key = new ArrayList<>(List.of("-signer", signer));
        key.addAll(List.of(arguments));
        return MADE.computeIfAbsent(key, TestCertificates::make);
    }

    private static Pair authority(String name) {
        return MADE.computeIfAbsent(
                List.of(
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "bc:c=ca:true",
                        "-ext",
                        "ku:c=keyCertSign,cRLSign",
                        "-validity",
                        "3650"),
                TestCertificates::make);
    }

    private static synchronized Pair make(List<String> arguments) {
        int signer = arguments.indexOf("-signer");
        String alias = signer < 0 ? arguments.get(1).substring(3) : "n" + COUNT.incrementAndGet();
        List<String> all = new ArrayList<>(List.of("-genkeypair", "-alias", alias));
        all.addAll(arguments);
        addDefault(all, "-keyalg", "EC");
        addDefault(all, "-dname", "CN=n");
        addDefault(all, "-validity", "365");
        if (all.get(all.indexOf("-keyalg") + 1).equals("EC")) {
            addDefault(all, "-groupname", "secp256r1");
        }
        keytool(all);
        return export(alias);
    }

    private static void addDefault(List<String> arguments, String option, String value) {
        if (!arguments.contains(option)) {
            arguments.addAll(List.of(option, value));
        }
    }

    private static void keytool(List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        line.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        line.addAll(arguments);
        line.addAll(List.of("-keystore", store().toString(), "-storepass", PASSWORD));
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool " + arguments + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Pair export(String alias) {
        try {
            KeyStore store = KeyStore.getInstance(store().toFile(), PASSWORD.toCharArray());
            StringBuilder chain = new StringBuilder();
            for (Certificate certificate : store.getCertificateChain(alias)) {
                chain.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            byte[] key = store.getKey(alias, PASSWORD.toCharArray()).getEncoded();
            return new Pair(write(alias + ".pem", chain.toString()), write(alias + ".key", pem("PRIVATE KEY", key)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(alias, e);
        }
    }

    /** A block of PEM. */
    public static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + label + "-----\n";
    }

    private static Path write(String name, String text) throws IOException {
        return Files.writeString(FOLDER.resolve(name), text);
    }

    private static Path store() {
        return FOLDER.resolve("store.p12");
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("hera-certificates");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        File[] files = folder.toFile().listFiles();
        if (files != null) {
            Arrays.stream(files).forEach(File::delete);
        }
        folder.toFile().delete();
    }
}
