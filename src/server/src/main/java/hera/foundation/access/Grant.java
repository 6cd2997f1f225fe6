package hera.foundation.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A valid credential: its name, and what it may do. Immutable. */
public final class Grant {
    private final String subject;
    private final List<String> texts;
    private final List<Scope> scopes;

    private Grant(String subject, List<String> texts, List<Scope> scopes) {
        this.subject = subject;
        this.texts = texts;
        this.scopes = scopes;
    }

    /**
     * The grant of a credential.
     *
     * @param scopes such as {@code write:web}
     * @throws IllegalArgumentException naming the first scope that is none
     */
    public static Grant of(String subject, List<String> scopes) {
        return new Grant(
                subject,
                List.copyOf(scopes),
                scopes.stream().map(text -> scope(text, subject)).toList());
    }

    private static Scope scope(String text, String subject) {
        try {
            return Scope.parse(text, subject);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("scope '" + text + "' " + e.getMessage(), e);
        }
    }

    /** The credential's name. */
    public String subject() {
        return subject;
    }

    /** The scopes, as they are written. */
    public List<String> scopes() {
        return texts;
    }

    /** Returns whether there may be a service that may be read. */
    boolean readsSome() {
        return has(Scope.Admin.class) || has(Scope.Read.class);
    }

    /** Returns whether every service may be read. */
    public boolean readsAll() {
        for (Scope scope : scopes) {
            if (scope instanceof Scope.Admin
                    || (scope instanceof Scope.Read read && read.service().isAny())) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the service of that name may be read. */
    public boolean reads(String service) {
        for (Scope scope : scopes) {
            if (scope instanceof Scope.Admin
                    || (scope instanceof Scope.Read read && read.service().matches(service))) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the instance of that service and id may be written and deleted. */
    public boolean writes(String service, String id) {
        for (Scope scope : scopes) {
            if (scope instanceof Scope.Admin
                    || (scope instanceof Scope.Write write
                            && write.service().matches(service)
                            && write.id().matches(id))) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether there may be an instance that may be written. */
    boolean writesSome() {
        return has(Scope.Admin.class) || has(Scope.Write.class);
    }

    boolean monitors() {
        return has(Scope.Admin.class) || has(Scope.Monitor.class);
    }

    /** Returns whether it may do all but gossip. */
    public boolean administers() {
        return has(Scope.Admin.class);
    }

    boolean isPeer() {
        return has(Scope.Peer.class);
    }

    /** Returns whether it may do anything but gossip, or nothing at all: it is a client's. */
    public boolean isClient() {
        return !isPeer() || scopes.size() > 1;
    }

    /** Returns whether it has the same name and the same scopes. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Grant grant && subject.equals(grant.subject) && texts.equals(grant.texts);
    }

    @Override
    public int hashCode() {
        return 31 * subject.hashCode() + texts.hashCode();
    }

    @Override
    public String toString() {
        return subject + texts;
    }

    private boolean has(Class<? extends Scope> kind) {
        for (Scope scope : scopes) {
            if (kind.isInstance(scope)) {
                return true;
            }
        }
        return false;
    }
}
