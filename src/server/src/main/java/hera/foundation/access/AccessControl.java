package hera.foundation.access;

import java.security.cert.X509Certificate;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a secured node decides: who sends a request, and whether the request may be served. Whatever no rule
 * allows is denied. Thread-safe.
 */
public final class AccessControl {
    private static final String NOBODY = "-";
    private static final String UNKNOWN_DETAIL =
            "this node is secured: send a valid token as 'Authorization: Bearer TOKEN', once, or use a client"
                    + " certificate";

    private final TokenStore tokens;
    private final List<CertificateRole> roles;
    private final boolean namesAreProven;
    private final Certificates certificates;

    /** @param certificates reads those that clients and nodes show; {@link Certificates#NONE} without TLS */
    public AccessControl(SecuritySettings settings, TokenStore tokens, Certificates certificates) {
        this.tokens = tokens;
        this.roles = settings.roles();
        this.namesAreProven = settings.tls() != null;
        this.certificates = certificates;
    }

    /** The tokens that are valid. */
    public TokenStore tokens() {
        return tokens;
    }

    /** Returns whether a text is a token that is or was valid, so that no log holds one that was put somewhere by mistake. */
    public boolean isToken(String text) {
        return !(tokens.find(text, Long.MIN_VALUE) instanceof Tokens.Found.Unknown);
    }

    /**
     * Returns who sends a request. With an {@code Authorization}, it counts alone.
     *
     * @param authorization all fields of that name
     * @param chain of the connection; null for none
     */
    public Identity identify(Enumeration<String> authorization, X509Certificate @Nullable [] chain, long wallMillis) {
        BearerToken bearer = BearerToken.of(authorization);
        if (bearer.isSent()) {
            return bearer.token() == null ? new Identity.Bad() : token(tokens.find(bearer.token(), wallMillis));
        }
        return chain == null || chain.length == 0 ? new Identity.None() : certificate(chain, wallMillis);
    }

    private static Identity token(Tokens.Found found) {
        if (found instanceof Tokens.Found.Valid valid) {
            return new Credential.OfToken(valid.grant(), valid.expiresMillis(), valid.hash());
        }
        return found instanceof Tokens.Found.Expired expired
                ? new Identity.Ended(expired.subject())
                : new Identity.Bad();
    }

    private Identity certificate(X509Certificate[] chain, long wallMillis) {
        String node = certificates.nodeName(chain);
        List<String> names = node == null ? certificates.clientNames(chain) : List.of(node);
        if (names.isEmpty()) {
            return new Identity.Bad();
        }
        if (chain[0].getNotAfter().toInstant().toEpochMilli() < wallMillis) {
            return new Identity.Ended(names.get(0));
        }
        return node == null
                ? new Credential.OfClient(role(names), chain)
                : new Credential.OfNode(Grant.of(node, List.of("peer")), chain);
    }

    /** The scopes of the first role that matches a name; none where none does. */
    private Grant role(List<String> names) {
        for (CertificateRole role : roles) {
            for (String name : names) {
                Grant grant = role.grant(name);
                if (grant != null) {
                    return grant;
                }
            }
        }
        return Grant.of(names.get(0), List.of());
    }

    /** Returns whether a credential is valid now and may do what it could when its request came. */
    public boolean isCurrent(Credential credential, long wallMillis) {
        Identity now;
        if (credential instanceof Credential.OfToken token) {
            now = token(tokens.find(token.hash(), wallMillis));
        } else if (credential instanceof Credential.OfClient client) {
            now = certificate(client.chain(), wallMillis);
        } else {
            now = certificate(((Credential.OfNode) credential).chain(), wallMillis);
        }
        return now instanceof Credential found && found.grant().equals(credential.grant());
    }

    /**
     * Decides.
     *
     * @param statedNode the name of the node that the request says to be from; null for none
     */
    public AccessVerdict decide(Need need, Identity sender, @Nullable String statedNode) {
        if (need instanceof Need.Nothing) {
            return new AccessVerdict.Allowed(null);
        }
        if (!(sender instanceof Credential credential)) {
            return unknown(sender);
        }
        Grant grant = credential.grant();
        if (Need.decide(need, grant) != Need.Decision.ALLOWED) {
            return denied(Denial.SCOPE, grant, lacking(need));
        }
        if (need.isForPeers(grant) && !isProven(credential, statedNode)) {
            return denied(
                    Denial.IDENTITY,
                    grant,
                    "a peer must show the certificate of a node, and its Hera-Node must be that node's name");
        }
        return new AccessVerdict.Allowed(credential);
    }

    /** The detail for the sender of a request whose credential lacks a scope. */
    public static String lacking(Need need) {
        return "the credential lacks the scope: " + need.scope();
    }

    private boolean isProven(Credential credential, @Nullable String statedNode) {
        return !namesAreProven
                || (credential instanceof Credential.OfNode node
                        && node.grant().subject().equals(statedNode));
    }

    private static AccessVerdict.Denied unknown(Identity sender) {
        if (sender instanceof Identity.Ended ended) {
            return new AccessVerdict.Denied(Denial.EXPIRED, ended.subject(), UNKNOWN_DETAIL);
        }
        Denial reason = sender instanceof Identity.None ? Denial.NO_CREDENTIAL : Denial.BAD_CREDENTIAL;
        return new AccessVerdict.Denied(reason, NOBODY, UNKNOWN_DETAIL);
    }

    private static AccessVerdict.Denied denied(Denial reason, Grant grant, String detail) {
        return new AccessVerdict.Denied(reason, grant.subject(), detail);
    }
}
