package dev.postern.authorizer.lambda;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.Settings;
import dev.postern.authorizer.Suggestion;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code identitySource}: all of them have to be there, each once and not empty, or nobody is asked (API Gateway
 * developer guide: "If a specified identity source is missing, null, or empty, API Gateway returns 401").
 *
 * @param all in the order of the configuration
 * @param credentials those of them that are credentials
 */
record IdentitySources(List<IdentitySource> all, List<CredentialSource> credentials) {

    static final String RIGHT = "write header.NAME, querystring.NAME, cookie.NAME, stageVariables.NAME or context.NAME";

    private static final List<String> KINDS = List.of("header", "querystring", "cookie", "stageVariables", "context");

    IdentitySources(List<IdentitySource> all) {
        this(all, credentials(all));
    }

    /** Reads the setting, reporting what is wrong; Amazon's comma-separated form as well. */
    static IdentitySources read(Settings settings) {
        List<IdentitySource> all = new ArrayList<>();
        for (String text : settings.oneOrMore("identitySource")) {
            for (String part : text.split(",", -1)) {
                IdentitySource source = parse(part.strip());
                if (source == null) {
                    settings.problem(
                            "identitySource",
                            "'" + part.strip() + "' is not a place in a request",
                            right(part.strip()));
                } else if (all.contains(source)) {
                    settings.problem("identitySource", "names " + source.word() + " twice", "name it once");
                } else {
                    all.add(source);
                }
            }
        }
        return new IdentitySources(List.copyOf(all));
    }

    /**
     * Reads our spelling, that of REST APIs ({@code method.request.header.X}, {@code stageVariables.X},
     * {@code context.X}) or that of HTTP APIs ({@code $request.header.X}, {@code $stageVariables.X}, {@code $context.X}).
     *
     * @return null when it is none of these
     */
    static IdentitySource parse(String text) {
        if (text.startsWith("$stageVariables.") || text.startsWith("$context.")) {
            return parse(text.substring(1));
        }
        int dot = text.indexOf('.');
        String kind = dot < 0 ? "" : text.substring(0, dot);
        String name = text.substring(dot + 1);
        if (kind.equals("stageVariables")) {
            return name.isEmpty() ? null : new IdentitySource.StageVariable(name);
        }
        if (kind.equals("context")) {
            ContextSource source = ContextSource.of(name);
            return source == null ? null : new IdentitySource.Context(source);
        }
        CredentialSource source = CredentialSource.parse(text);
        return source == null
                ? null
                : switch (source.kind()) {
                    case HEADER -> new IdentitySource.Header(source.name());
                    case QUERY -> new IdentitySource.Parameter(source.name());
                    case COOKIE -> new IdentitySource.Cookie(source.name());
                    case SUBPROTOCOL -> null;
                };
    }

    /** What was probably meant, where that can be told. */
    private static String right(String text) {
        String rest = text.replaceFirst("^\\$?(method\\.)?request\\.", "").replaceFirst("^\\$", "");
        if (rest.startsWith("context.")) {
            String name = rest.substring("context.".length());
            return "known are " + String.join(", ", ContextSource.words()) + Suggestion.of(name, ContextSource.words());
        }
        if (rest.startsWith("path.")) {
            return "path parameters are in the event, but decide nothing here; " + RIGHT;
        }
        int dot = rest.indexOf('.');
        int separator = dot < 0 ? rest.indexOf(':') : dot;
        String kind = separator < 0 ? "" : rest.substring(0, separator);
        String name = rest.substring(separator + 1);
        for (String known : KINDS) {
            if (!name.isEmpty()
                    && (known.equalsIgnoreCase(kind)
                            || (known + "s").equalsIgnoreCase(kind)
                            || known.equals("querystring") && kind.equalsIgnoreCase("query")
                            || known.equals("stageVariables") && kind.equalsIgnoreCase("stageVariable"))) {
                return "write " + known + "." + name;
            }
        }
        return rest.matches("[A-Za-z][A-Za-z0-9-]*") ? "write header." + rest : RIGHT;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** What of them is a credential; parameters only where nothing else can be one, as they often name a tenant. */
    private static List<CredentialSource> credentials(List<IdentitySource> all) {
        List<CredentialSource> credentials = new ArrayList<>();
        for (IdentitySource source : all) {
            if (source.credential() != null && !(source instanceof IdentitySource.Parameter)) {
                credentials.add(source.credential());
            }
        }
        if (credentials.isEmpty()) {
            all.stream()
                    .map(IdentitySource::credential)
                    .filter(each -> each != null)
                    .forEach(credentials::add);
        }
        return List.copyOf(credentials);
    }

    /**
     * Reads the values of a request. A credential that is there without the other sources is an invalid one and not an
     * absent one: who shows something is not nobody (SR-157).
     *
     * @param into takes the values in order; of no use when there is a refusal
     * @param most characters of one value
     * @return null when all are there
     */
    Reason read(AuthorizationRequest request, List<String> into, int most) {
        boolean shown = false;
        boolean missing = false;
        boolean tooLong = false;
        for (int i = 0; i < all.size(); i++) {
            String value = all.get(i).read(request);
            if (value == IdentitySource.SEVERAL) {
                return Reason.MULTIPLE_CREDENTIALS;
            }
            if (value == null || value.isBlank()) {
                missing = true;
            } else {
                shown |= isCredential(all.get(i));
                tooLong |= value.length() > most;
            }
            into.add(value);
        }
        if (missing) {
            return shown ? Reason.IDENTITY_INVALID : Reason.IDENTITY_MISSING;
        }
        return tooLong ? Reason.TOKEN_TOO_LARGE : null;
    }

    private boolean isCredential(IdentitySource source) {
        return source.credential() != null && credentials.contains(source.credential());
    }
}
