package dev.postern.authorizer.jwt;

import java.math.BigDecimal;
import java.util.List;

/** Claims that are read as texts. */
public final class ClaimTexts {

    private ClaimTexts() {}

    /** A text as a list of one, a list of texts as it is; null for every other type, an element's included. */
    public static List<String> texts(Object claim) {
        if (claim instanceof String text) {
            return List.of(text);
        }
        if (claim instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        return null;
    }

    /** Blank-separated words of a text (RFC 6749 section 3.3), or a list of texts; empty for every other type. */
    public static List<String> words(Object claim) {
        if (claim instanceof String text) {
            return text.isEmpty() ? List.of() : List.of(text.split(" +"));
        }
        List<String> texts = texts(claim);
        return texts == null ? List.of() : texts;
    }

    /** Whether a claim is this text, or a list that holds it; numbers and booleans compare by their plain text. */
    public static boolean matches(Object claim, String text) {
        if (claim instanceof List<?> list) {
            return list.stream().anyMatch(element -> text.equals(plain(element)));
        }
        return text.equals(plain(claim));
    }

    /** A text, number or boolean as a text; null for every other type. */
    static String plain(Object claim) {
        if (claim instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return claim instanceof String || claim instanceof Long || claim instanceof Boolean ? claim.toString() : null;
    }
}
