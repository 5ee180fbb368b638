package dev.postern.authorizer.lambda;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.token.CookieText;
import dev.postern.authorizer.token.QueryText;
import java.util.List;

/**
 * One value of a request that a decision depends on: sent to the function, and what a decision is remembered under. A
 * header, parameter or cookie that stands there twice is no value but a refusal: whichever the function looks at, somebody
 * behind the gateway may use the other (SR-33).
 */
sealed interface IdentitySource {

    /** Says that there is more than one; compared by identity. */
    @SuppressWarnings("StringOperationCanBeSimplified")
    String SEVERAL = new String("several");

    /** The value; null or empty when there is none; {@link #SEVERAL}. */
    String read(AuthorizationRequest request);

    /** The word that a decision is made of, as the configuration writes it. */
    String word();

    /** Where the gateway has to look when it hides credentials; null for what is none. */
    default CredentialSource credential() {
        return null;
    }

    private static String only(List<String> values) {
        return values.isEmpty() ? null : values.size() == 1 ? values.get(0) : SEVERAL;
    }

    /** A header; its name has no case. */
    record Header(String name) implements IdentitySource {
        @Override
        public String read(AuthorizationRequest request) {
            String first = request.headers().get(name);
            if (first == null) {
                return null;
            }
            List<String> all = request.headers().getAll(name);
            // HTTP/2 clients may send each cookie in a field of its own (RFC 9113 section 8.2.3).
            return all.size() > 1 && name.equalsIgnoreCase("Cookie") ? String.join("; ", all) : only(all);
        }

        @Override
        public String word() {
            return "header." + name;
        }

        @Override
        public CredentialSource credential() {
            return new CredentialSource(CredentialSource.Kind.HEADER, name);
        }
    }

    /** A query parameter, decoded; its name compares exactly. */
    record Parameter(String name) implements IdentitySource {
        @Override
        public String read(AuthorizationRequest request) {
            return request.rawQuery().isEmpty() ? null : only(QueryText.values(request.rawQuery(), name));
        }

        @Override
        public String word() {
            return "querystring." + name;
        }

        @Override
        public CredentialSource credential() {
            return new CredentialSource(CredentialSource.Kind.QUERY, name);
        }
    }

    /** A cookie; its name compares exactly. */
    record Cookie(String name) implements IdentitySource {
        @Override
        public String read(AuthorizationRequest request) {
            String found = null;
            for (String line : request.headers().getAll("Cookie")) {
                for (String value : CookieText.values(line, name)) {
                    if (found != null) {
                        return SEVERAL;
                    }
                    found = value;
                }
            }
            return found;
        }

        @Override
        public String word() {
            return "cookie." + name;
        }

        @Override
        public CredentialSource credential() {
            return new CredentialSource(CredentialSource.Kind.COOKIE, name);
        }
    }

    /** A stage variable. */
    record StageVariable(String name) implements IdentitySource {
        @Override
        public String read(AuthorizationRequest request) {
            return request.api().stageVariables().get(name);
        }

        @Override
        public String word() {
            return "stageVariables." + name;
        }
    }

    /** A value of {@code $context}. */
    record Context(ContextSource source) implements IdentitySource {
        @Override
        public String read(AuthorizationRequest request) {
            return source.read(request);
        }

        @Override
        public String word() {
            return "context." + source.word();
        }
    }
}
