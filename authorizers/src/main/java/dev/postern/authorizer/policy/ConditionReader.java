package dev.postern.authorizer.policy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Reads {@code Condition}. An operator that is not known spoils the policy: nobody can say what it was to keep out. */
final class ConditionReader {

    private static final String ANY = "ForAnyValue:";
    private static final String ALL = "ForAllValues:";
    private static final String IF_EXISTS = "IfExists";

    private ConditionReader() {}

    static List<Condition> read(String path, Object value) throws PolicyFault {
        if (!(value instanceof Map<?, ?> operators)) {
            throw new PolicyFault(path, "is not an object");
        }
        List<Condition> conditions = new ArrayList<>();
        for (Map.Entry<?, ?> operator : operators.entrySet()) {
            String word = (String) operator.getKey();
            String at = path + "." + word;
            if (!(operator.getValue() instanceof Map<?, ?> keys) || keys.isEmpty()) {
                throw new PolicyFault(at, "is not an object with keys");
            }
            for (Map.Entry<?, ?> key : keys.entrySet()) {
                conditions.add(condition(at, word, (String) key.getKey(), key.getValue()));
            }
        }
        return List.copyOf(conditions);
    }

    private static Condition condition(String path, String word, String key, Object value) throws PolicyFault {
        Condition.Quantifier quantifier = Condition.Quantifier.NONE;
        String name = word;
        if (name.startsWith(ANY)) {
            quantifier = Condition.Quantifier.ANY;
            name = name.substring(ANY.length());
        } else if (name.startsWith(ALL)) {
            quantifier = Condition.Quantifier.ALL;
            name = name.substring(ALL.length());
        }
        boolean ifExists = name.endsWith(IF_EXISTS);
        if (ifExists) {
            name = name.substring(0, name.length() - IF_EXISTS.length());
        }
        ConditionOperator operator = ConditionOperator.of(name);
        if (operator == null || operator == ConditionOperator.NULL && (ifExists || !word.equals(name))) {
            throw new PolicyFault(path, "is not a condition operator");
        }
        List<Predicate<String>> values = new ArrayList<>();
        for (Object each : value instanceof List<?> list ? list : List.of(value == null ? "" : value)) {
            values.add(compiled(path + "." + key, operator, value == null ? null : each));
        }
        if (values.isEmpty() || operator == ConditionOperator.NULL && values.size() > 1) {
            throw new PolicyFault(path + "." + key, values.isEmpty() ? "has no value" : "has several values");
        }
        return new Condition(operator, ConditionKey.of(key), List.copyOf(values), ifExists, quantifier);
    }

    private static Predicate<String> compiled(String path, ConditionOperator operator, Object value)
            throws PolicyFault {
        String text = value instanceof BigDecimal number
                ? number.toPlainString()
                : value instanceof String || value instanceof Number || value instanceof Boolean
                        ? String.valueOf(value)
                        : null;
        Predicate<String> compiled = text == null ? null : operator.compile(text);
        if (compiled == null) {
            throw new PolicyFault(path, "has a value that cannot be compared with");
        }
        return compiled;
    }
}
