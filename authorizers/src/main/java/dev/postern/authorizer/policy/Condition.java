package dev.postern.authorizer.policy;

import java.util.List;
import java.util.function.Predicate;

/**
 * One operator applied to one key. A key that a request does not have makes the condition false, or true for the negated
 * operators, as IAM says; but a key that nobody knows never helps an Allow (SR-115).
 *
 * @param values compiled, at least one; of {@link ConditionOperator#NULL} exactly one
 * @param ifExists whether an absent key is fine ({@code ...IfExists})
 * @param quantifier how keys with several values would be compared; here it only matters for absent ones
 */
record Condition(
        ConditionOperator operator,
        ConditionKey key,
        List<Predicate<String>> values,
        boolean ifExists,
        Quantifier quantifier) {

    /** {@code ForAnyValue:} and {@code ForAllValues:}. */
    enum Quantifier {
        NONE,
        ANY,
        ALL
    }

    /** @param deny whether it belongs to a Deny */
    boolean holds(PolicyRequest request, boolean deny) {
        String value = key.read(request);
        if (operator == ConditionOperator.NULL) {
            boolean mustBeAbsent = values.get(0).test("true");
            return (value == null) == mustBeAbsent && isTrusted(deny);
        }
        if (value == null) {
            return ifExists || isTrueOfNothing() && isTrusted(deny);
        }
        return matchesAny(value) != operator.isNegated();
    }

    private boolean isTrueOfNothing() {
        return quantifier == Quantifier.ALL || operator.isNegated() && quantifier == Quantifier.NONE;
    }

    private boolean isTrusted(boolean deny) {
        return deny || key != ConditionKey.UNKNOWN;
    }

    private boolean matchesAny(String value) {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).test(value)) {
                return true;
            }
        }
        return false;
    }
}
