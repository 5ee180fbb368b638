package dev.postern.gateway.mapping;

import dev.postern.authorizer.Problems;
import dev.postern.gateway.http.FoldedNames;
import dev.postern.gateway.http.HeaderName;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.identity.HeaderEncoding;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Headers that a route sets on the upstream request, from expressions compiled when the configuration is read. A value
 * replaces whatever was there; a missing value leaves no header of that name. Immutable.
 */
public final class HeaderMapping {

    /** Sets nothing. */
    public static final HeaderMapping NONE = new HeaderMapping(List.of(), HeaderEncoding.PERCENT);

    private record Entry(String name, CharSequence optimized, Expression expression) {}

    private final List<Entry> entries;
    private final HeaderEncoding encoding;

    private HeaderMapping(List<Entry> entries, HeaderEncoding encoding) {
        this.entries = entries;
        this.encoding = encoding;
    }

    /**
     * Compiles header names to expressions; every mistake is reported, and the right ones are kept.
     *
     * @param path where the headers stand in the configuration
     */
    public static HeaderMapping compile(
            Map<String, String> headers, HeaderEncoding encoding, Problems problems, String path) {
        List<Entry> entries = new ArrayList<>();
        Map<String, String> seen = new LinkedHashMap<>();
        headers.forEach((name, text) -> {
            String entryPath = path + "." + name;
            Expression expression = Expression.parse(text, problems, entryPath);
            String reserved = ReservedHeaders.whyNot(name);
            String other = seen.putIfAbsent(FoldedNames.fold(name), name);
            if (!HeaderName.isToken(name)) {
                problems.error(entryPath, "'" + name + "' is not a header name", "use letters, digits and '-'");
            } else if (reserved != null) {
                problems.error(entryPath, "'" + name + "' cannot be set: " + reserved, "choose another name");
            } else if (other != null) {
                problems.error(
                        entryPath,
                        "many backends take '" + name + "' and '" + other + "' for the same header",
                        "keep one of them");
            } else if (expression != null) {
                entries.add(new Entry(name, HttpHeaders.createOptimized(name), expression));
            }
        });
        return entries.isEmpty() ? NONE : new HeaderMapping(List.copyOf(entries), encoding);
    }

    /** This mapping, and then another, whose entries win where both set a name. */
    public HeaderMapping and(HeaderMapping other) {
        if (other.entries.isEmpty()) {
            return this;
        }
        Set<String> theirs = new LinkedHashSet<>();
        other.entries.forEach(entry -> theirs.add(FoldedNames.fold(entry.name)));
        List<Entry> all = new ArrayList<>();
        entries.stream()
                .filter(entry -> !theirs.contains(FoldedNames.fold(entry.name)))
                .forEach(all::add);
        all.addAll(other.entries);
        return new HeaderMapping(List.copyOf(all), other.encoding);
    }

    /** The names of all headers it sets. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        entries.forEach(entry -> names.add(entry.name));
        return Collections.unmodifiableSet(names);
    }

    /** The names of those that it fills from the caller: to be protected on every route. */
    public Set<String> callerNames() {
        Set<String> names = new LinkedHashSet<>();
        entries.stream().filter(entry -> entry.expression.readsCaller()).forEach(entry -> names.add(entry.name));
        return Collections.unmodifiableSet(names);
    }

    /**
     * Whether a backend that reads these headers could tell callers of two issuers apart: one of them holds the claim
     * {@code iss}, or a value that only an authorizer of somebody's own can have given.
     */
    public boolean tellsIssuersApart() {
        return entries.stream().anyMatch(entry -> entry.expression.namesIssuer());
    }

    /**
     * Sets the headers of one upstream request.
     *
     * @return null when all is well; why the request cannot go on when a value must not become a header:
     *     {@link Refusal#IDENTITY_UNPRINTABLE} for a caller's, {@link Refusal#IDENTITY_FAULT} when a function gave it,
     *     {@link Refusal#BAD_HEADER} for what the client sent elsewhere
     */
    public Refusal set(MappingContext context, MultiMap upstreamHeaders) {
        // Everything is read before anything is set: an expression sees the client's headers, not ours.
        String[] values = new String[entries.size()];
        for (int i = 0; i < values.length; i++) {
            Expression expression = entries.get(i).expression;
            String value = expression.render(context);
            if (value != null) {
                values[i] = expression.readsCaller() ? encoding.encode(value) : encoding.encodeVerbatim(value);
                if (values[i] == null) {
                    return refusal(expression, context);
                }
            }
        }
        for (int i = 0; i < values.length; i++) {
            CharSequence name = entries.get(i).optimized;
            if (values[i] == null) {
                upstreamHeaders.remove(name);
            } else {
                upstreamHeaders.set(name, values[i]);
            }
        }
        return null;
    }

    private static Refusal refusal(Expression expression, MappingContext context) {
        if (!expression.readsCaller()) {
            return Refusal.BAD_HEADER;
        }
        return "lambda".equals(context.authorizerType()) ? Refusal.IDENTITY_FAULT : Refusal.IDENTITY_UNPRINTABLE;
    }
}
