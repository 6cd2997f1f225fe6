package hera.registry.access;

import java.util.Set;

/** The names of the page's own files, which have no data in them; none where there is no page. */
public record PublicFiles(Set<String> names) {
    public PublicFiles {
        names = Set.copyOf(names);
    }
}
