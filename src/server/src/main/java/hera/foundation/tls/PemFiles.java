package hera.foundation.tls;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Certificates and keys from PEM files: X.509, and PKCS#8 of the kinds EC and RSA without a passphrase. A file may have at most
 * 1 MiB; a symbolic link is followed.
 */
public final class PemFiles {
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA");

    private PemFiles() {}

    /**
     * Reads all certificates of a file, at least one.
     *
     * @throws PemFileException if the file is not there or may not be read, or has no certificate or a broken one
     */
    public static List<X509Certificate> certificates(Path file) throws PemFileException {
        return certificates(PemFile.read(file));
    }

    /**
     * Reads the private key of a file.
     *
     * @throws PemFileException if the file is not there or may not be read, or has no key, two keys, an encrypted one, or one
     *     of another form or kind
     */
    public static PrivateKey key(Path file) throws PemFileException {
        return key(PemFile.read(file));
    }

    /**
     * Reads a certificate with its chain, and its key.
     *
     * @param now the certificate must be valid then
     * @throws PemFileException if a file has not what it must, or the key is another certificate's, or the certificate is out of
     *     its time
     */
    public static CertifiedKey certifiedKey(Path certificate, Path key, Instant now) throws PemFileException {
        return certifiedKey(PemFile.read(certificate), PemFile.read(key), now);
    }

    static CertifiedKey certifiedKey(PemFile certificate, PemFile key, Instant now) throws PemFileException {
        CertifiedKey certified = new CertifiedKey(certificates(certificate), key(key));
        if (!certified.isMatching()) {
            throw key.refused("is not the key of the certificate in " + certificate.path());
        }
        X509Certificate own = certified.certificate();
        if (now.isAfter(own.getNotAfter().toInstant())) {
            throw certificate.refused(
                    "its certificate has ended on " + own.getNotAfter().toInstant());
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            throw certificate.refused(
                    "its certificate begins only on " + own.getNotBefore().toInstant());
        }
        return certified;
    }

    static List<X509Certificate> certificates(PemFile file) throws PemFileException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemFile.Block block : file.blocks()) {
            if (block.label().equals("CERTIFICATE")) {
                certificates.add(certificate(file, block.content(), certificates.size() + 1));
            }
        }
        if (certificates.isEmpty()) {
            throw file.refused("has no certificate in it (no block CERTIFICATE)");
        }
        return List.copyOf(certificates);
    }

    private static X509Certificate certificate(PemFile file, byte[] content, int number) throws PemFileException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(content));
        } catch (CertificateException e) {
            throw file.refused("its certificate number " + number + " is none");
        }
    }

    static PrivateKey key(PemFile file) throws PemFileException {
        List<PemFile.Block> keys = file.blocks().stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .toList();
        if (keys.size() != 1) {
            throw file.refused(
                    keys.isEmpty() ? "has no key in it (no block PRIVATE KEY)" : "has more than one key in it");
        }
        PemFile.Block block = keys.get(0);
        switch (block.label()) {
            case "PRIVATE KEY" -> {
                return key(file, block.content());
            }
            case "ENCRYPTED PRIVATE KEY" -> throw file.refused("its key is encrypted: give it without a passphrase");
            default ->
                throw file.refused(
                        "its key is an " + block.label() + ", not PKCS#8: openssl pkcs8 -topk8 -nocrypt converts it");
        }
    }

    private static PrivateKey key(PemFile file, byte[] content) throws PemFileException {
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content));
            } catch (InvalidKeySpecException e) {
                // a key of another kind
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e); // every JVM has both
            }
        }
        throw file.refused("its key is neither EC nor RSA, or broken");
    }
}
