package dev.postern.authorizer.compose;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerState;
import dev.postern.authorizer.CredentialSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The authorizers that a composed one asks, in order, and what they have in common. They are authorizers of the
 * configuration in their own right: the gateway starts and closes them, and readiness lists them.
 *
 * @param all at least one
 */
record Members(List<Member> all) {

    Members {
        all = List.copyOf(all);
    }

    /** Every place where one of them looks, each once. */
    List<CredentialSource> credentialSources() {
        Set<CredentialSource> sources = new LinkedHashSet<>();
        all.forEach(member -> sources.addAll(member.authorizer().credentialSources()));
        return List.copyOf(sources);
    }

    /** The issuers of all; one that names its callers itself counts as an issuer of its own. */
    Set<String> issuers() {
        Set<String> issuers = new LinkedHashSet<>();
        for (Member member : all) {
            Set<String> known = member.authorizer().issuers();
            if (!known.isEmpty()) {
                issuers.addAll(known);
            } else if (!member.authorizer().isOpen() && member.authorizer() != DenyAuthorizer.INSTANCE) {
                issuers.add("authorizer " + member.name());
            }
        }
        return issuers;
    }

    /** Which members can decide, in one line. */
    String detail() {
        List<String> parts = new ArrayList<>();
        for (Member member : all) {
            parts.add(member.name() + ": " + member.authorizer().state().detail());
        }
        return String.join("; ", parts);
    }

    boolean every(Predicate<AuthorizerState> rule) {
        return all.stream().map(Member::authorizer).map(Authorizer::state).allMatch(rule);
    }

    boolean some(Predicate<AuthorizerState> rule) {
        return all.stream().map(Member::authorizer).map(Authorizer::state).anyMatch(rule);
    }
}
