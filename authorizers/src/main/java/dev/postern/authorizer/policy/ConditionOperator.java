package dev.postern.authorizer.policy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** How a condition compares (IAM user guide, "Condition operators"); the binary ones are left out, as nothing here is. */
enum ConditionOperator {
    STRING_EQUALS("StringEquals", false, text -> text::equals),
    STRING_NOT_EQUALS("StringNotEquals", true, text -> text::equals),
    STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false, text -> text::equalsIgnoreCase),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true, text -> text::equalsIgnoreCase),
    STRING_LIKE("StringLike", false, ConditionOperator::like),
    STRING_NOT_LIKE("StringNotLike", true, ConditionOperator::like),
    ARN_EQUALS("ArnEquals", false, ConditionOperator::like),
    ARN_LIKE("ArnLike", false, ConditionOperator::like),
    ARN_NOT_EQUALS("ArnNotEquals", true, ConditionOperator::like),
    ARN_NOT_LIKE("ArnNotLike", true, ConditionOperator::like),
    NUMERIC_EQUALS("NumericEquals", false, number(sign -> sign == 0)),
    NUMERIC_NOT_EQUALS("NumericNotEquals", true, number(sign -> sign == 0)),
    NUMERIC_LESS_THAN("NumericLessThan", false, number(sign -> sign < 0)),
    NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", false, number(sign -> sign <= 0)),
    NUMERIC_GREATER_THAN("NumericGreaterThan", false, number(sign -> sign > 0)),
    NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", false, number(sign -> sign >= 0)),
    DATE_EQUALS("DateEquals", false, date(sign -> sign == 0)),
    DATE_NOT_EQUALS("DateNotEquals", true, date(sign -> sign == 0)),
    DATE_LESS_THAN("DateLessThan", false, date(sign -> sign < 0)),
    DATE_LESS_THAN_EQUALS("DateLessThanEquals", false, date(sign -> sign <= 0)),
    DATE_GREATER_THAN("DateGreaterThan", false, date(sign -> sign > 0)),
    DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false, date(sign -> sign >= 0)),
    BOOL("Bool", false, ConditionOperator::bool),
    IP_ADDRESS("IpAddress", false, ConditionOperator::address),
    NOT_IP_ADDRESS("NotIpAddress", true, ConditionOperator::address),
    /** Asks whether the key is there; see {@link Condition}. */
    NULL("Null", false, ConditionOperator::bool);

    private final String word;
    private final boolean negated;
    private final Function<String, Predicate<String>> compiler;

    ConditionOperator(String word, boolean negated, Function<String, Predicate<String>> compiler) {
        this.word = word;
        this.negated = negated;
        this.compiler = compiler;
    }

    /** The operator of a word, without prefix and suffix; null when there is none. Its case counts. */
    static ConditionOperator of(String word) {
        for (ConditionOperator operator : values()) {
            if (operator.word.equals(word)) {
                return operator;
            }
        }
        return null;
    }

    /** Whether it holds when none of its values matches. */
    boolean isNegated() {
        return negated;
    }

    /** What compares a request's value with one of the policy's; null when that value cannot be compared with. */
    Predicate<String> compile(String value) {
        return compiler.apply(value);
    }

    private static Predicate<String> like(String pattern) {
        return Wildcard.of(pattern)::matches;
    }

    private static Predicate<String> bool(String text) {
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false") ? text::equalsIgnoreCase : null;
    }

    private static Predicate<String> address(String text) {
        AddressRange range = AddressRange.parse(text);
        return range == null ? null : range::contains;
    }

    private static Function<String, Predicate<String>> number(IntPredicate sign) {
        return text -> {
            BigDecimal limit = PolicyNumbers.number(text);
            return limit == null
                    ? null
                    : value -> {
                        BigDecimal number = PolicyNumbers.number(value);
                        return number != null && sign.test(number.compareTo(limit));
                    };
        };
    }

    private static Function<String, Predicate<String>> date(IntPredicate sign) {
        return text -> {
            Instant limit = PolicyNumbers.date(text);
            return limit == null
                    ? null
                    : value -> {
                        Instant date = PolicyNumbers.date(value);
                        return date != null && sign.test(date.compareTo(limit));
                    };
        };
    }
}
