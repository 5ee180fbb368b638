package dev.postern.gateway.identity;

import dev.postern.gateway.http.FoldedNames;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The headers that some route fills from the caller: whatever a client sends under such a name, in any spelling, is
 * removed on every route before an authorizer runs (SR-26 to SR-28). {@link FoldedNames} says what a spelling is.
 * Immutable.
 */
public final class ProtectedNames {

    private final Collection<String> names;
    private final FoldedNames<Boolean> folded;

    private ProtectedNames(Collection<String> names, FoldedNames<Boolean> folded) {
        this.names = names;
        this.folded = folded;
    }

    /** Protects the names as configured, whatever their own spelling (SR-29). */
    public static ProtectedNames of(Collection<String> headerNames) {
        Map<String, Boolean> all = new LinkedHashMap<>();
        headerNames.forEach(name -> all.put(name, Boolean.TRUE));
        return new ProtectedNames(List.copyOf(headerNames), FoldedNames.of(all));
    }

    /** The names as configured. */
    public Collection<String> names() {
        return names;
    }

    /** Whether a header's name is one of them in any spelling; allocates nothing. */
    public boolean contains(CharSequence name) {
        return folded.get(name) != null;
    }
}
