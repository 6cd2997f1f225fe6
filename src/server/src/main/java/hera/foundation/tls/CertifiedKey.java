package hera.foundation.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate with the chain of those that signed it, and its private key.
 *
 * @param chain the certificate itself, then each one's signer
 */
public record CertifiedKey(List<X509Certificate> chain, PrivateKey key) {
    private static final byte[] SIGNED = ByteBuffer.allocate(32).array();

    public CertifiedKey {
        chain = List.copyOf(chain);
    }

    /** The certificate that the key belongs to. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Whether the certificate's public key verifies what the private key signs. */
    boolean isMatching() {
        PublicKey shown = certificate().getPublicKey();
        if (!shown.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(key);
            signature.update(SIGNED);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(SIGNED);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // a key of another size or curve
        }
    }

    /** The subject alone: a key stands in no log. */
    @Override
    public String toString() {
        return "CertifiedKey[" + certificate().getSubjectX500Principal() + "]";
    }
}
