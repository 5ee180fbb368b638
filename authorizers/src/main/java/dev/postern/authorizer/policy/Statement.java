package dev.postern.authorizer.policy;

import dev.postern.function.event.MethodArn;
import java.util.List;

/**
 * A statement about {@code execute-api:Invoke}.
 *
 * @param verdict what it comes to where it applies
 * @param not whether the resources are those it does not apply to ({@code NotResource})
 * @param resources may be empty, as blueprints write it
 * @param conditions all of which must hold
 */
record Statement(Verdict verdict, boolean not, List<ArnPattern> resources, List<Condition> conditions) {

    boolean isDeny() {
        return verdict.effect() == Verdict.Effect.EXPLICIT_DENY;
    }

    boolean applies(PolicyRequest request) {
        return names(request.arn()) != not && holds(request);
    }

    private boolean names(MethodArn arn) {
        for (int i = 0; i < resources.size(); i++) {
            if (resources.get(i).matches(arn)) {
                return true;
            }
        }
        return false;
    }

    private boolean holds(PolicyRequest request) {
        for (int i = 0; i < conditions.size(); i++) {
            if (!conditions.get(i).holds(request, isDeny())) {
                return false;
            }
        }
        return true;
    }
}
