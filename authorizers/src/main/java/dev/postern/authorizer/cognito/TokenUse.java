package dev.postern.authorizer.cognito;

import dev.postern.authorizer.Reason;
import dev.postern.authorizer.RouteRules;
import dev.postern.authorizer.jwt.RouteCheck;
import java.util.Map;

/** Which of a pool's two kinds of token is admitted: the claim {@code token_use} (SR-91). */
enum TokenUse implements RouteCheck {
    ID("id"),
    ACCESS("access"),
    ANY("any"),
    /** Amazon's rule, without {@code tokenUse}: id on routes without scopes, access on routes with scopes. */
    BY_ROUTE("");

    private final String word;

    TokenUse(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    @Override
    public Reason refusal(Map<String, Object> claims, RouteRules rules) {
        String wanted =
                switch (this) {
                    case ANY -> null;
                    case BY_ROUTE -> rules.scopes().isEmpty() ? ID.word : ACCESS.word;
                    default -> word;
                };
        return wanted == null || wanted.equals(claims.get("token_use")) ? null : Reason.TOKEN_USE_MISMATCH;
    }
}
