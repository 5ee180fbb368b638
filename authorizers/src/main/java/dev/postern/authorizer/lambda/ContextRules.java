package dev.postern.authorizer.lambda;

import dev.postern.authorizer.Profile;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules about {@code context} (SR-116): REST APIs and profile postern take strings, numbers, booleans and null, and
 * make text of them; HTTP APIs take anything and keep its type. Nowhere does it replace the principal, and nowhere is it
 * larger than {@value #MAX_CHARACTERS} characters or {@value #MAX_VALUES} values.
 */
final class ContextRules {

    static final int MAX_CHARACTERS = 16 * 1024;
    static final int MAX_VALUES = 256;

    private final boolean typed;

    ContextRules(Profile profile) {
        typed = profile == Profile.HTTP_API;
    }

    /**
     * Why a context cannot be used; null when it can.
     *
     * @param context what stands there, possibly null
     */
    String problem(Object context) {
        if (context == null) {
            return null;
        }
        if (!(context instanceof Map<?, ?> map)) {
            return "context is not an object";
        }
        if (!typed) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (entry.getValue() instanceof Map || entry.getValue() instanceof List) {
                    return "context." + entry.getKey() + " is "
                            + (entry.getValue() instanceof Map ? "an object" : "an array");
                }
            }
        }
        long[] size = new long[2];
        measure(map, size);
        if (size[0] > MAX_VALUES) {
            return "context has more than " + MAX_VALUES + " values";
        }
        return size[1] > MAX_CHARACTERS ? "context has more than " + MAX_CHARACTERS + " characters" : null;
    }

    /** Counts values and characters, of all depths; nesting is bounded by the reader of the JSON. */
    private static void measure(Object value, long[] size) {
        size[0]++;
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> {
                size[1] += String.valueOf(name).length();
                measure(member, size);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(member -> measure(member, size));
        } else {
            size[1] += text(value) == null ? 0 : text(value).length();
        }
    }

    /** The values of a context without a problem. */
    Map<String, Object> values(Object context) {
        if (context == null) {
            return Map.of();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        ((Map<?, ?>) context).forEach((name, value) -> {
            if (!name.equals("principalId")) {
                values.put((String) name, typed ? value : text(value));
            }
        });
        return Collections.unmodifiableMap(values);
    }

    /** Whole numbers in digits, others as Java prints them; null stays null. */
    private static String text(Object value) {
        if (value instanceof BigDecimal number) {
            return number.scale() <= 0 ? number.toPlainString() : Double.toString(number.doubleValue());
        }
        return value == null ? null : String.valueOf(value);
    }
}
