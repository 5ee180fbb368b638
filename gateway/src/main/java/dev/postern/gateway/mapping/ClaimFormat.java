package dev.postern.gateway.mapping;

import dev.postern.authorizer.Profile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * How a claim becomes text in {@code $context.authorizer.claims.*}. Three products write the same claim in three ways
 * (API Gateway developer guide: "Control access to REST APIs using Amazon Cognito user pools", "JWT authorizers" of
 * HTTP APIs and of REST APIs); null is missing in all of them.
 */
public enum ClaimFormat {
    /** Strings and numbers as text, arrays comma-joined, objects as JSON. */
    POSTERN,
    /** Arrays in brackets with spaces between, as Go prints them; objects as JSON. */
    HTTP_API,
    /** Arrays comma-joined; {@code exp} and {@code iat} as {@code Tue Apr 04 18:39:39 UTC 2023}. */
    REST_COGNITO,
    /** Everything as JSON text, strings in their quotes, non-ASCII escaped. */
    REST_JWT;

    private static final DateTimeFormatter JAVA_DATE = DateTimeFormatter.ofPattern(
                    "EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The format of a profile and an authorizer's type. */
    public static ClaimFormat of(Profile profile, String authorizerType) {
        return switch (profile) {
            case POSTERN -> POSTERN;
            case HTTP_API -> HTTP_API;
            case REST_API -> "jwt".equals(authorizerType) ? REST_JWT : REST_COGNITO;
        };
    }

    /** The text of one claim; null when there is none. */
    public String text(String name, Object value) {
        if (value == null) {
            return null;
        }
        return switch (this) {
            case POSTERN -> value instanceof List<?> list ? joined(list, ",", "", "") : plain(value);
            case HTTP_API -> value instanceof List<?> list ? joined(list, " ", "[", "]") : plain(value);
            case REST_COGNITO ->
                value instanceof List<?> list
                        ? joined(list, ",", "", "")
                        : isDate(name) && value instanceof Number seconds ? date(seconds) : plain(value);
            case REST_JWT -> ascii(json(value));
        };
    }

    /** A value as plain text: numbers without exponent, objects and arrays as JSON. */
    static String plain(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return number == Math.rint(number) && Math.abs(number) < 1e15
                    ? String.valueOf((long) number)
                    : BigDecimal.valueOf(number).toPlainString();
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value instanceof Map || value instanceof List ? json(value) : String.valueOf(value);
    }

    private static String joined(List<?> list, String separator, String before, String after) {
        StringJoiner joiner = new StringJoiner(separator, before, after);
        for (Object member : list) {
            joiner.add(member == null ? "" : plain(member));
        }
        return joiner.toString();
    }

    private static boolean isDate(String name) {
        return name.equals("exp") || name.equals("iat");
    }

    private static String date(Number seconds) {
        long value = seconds.longValue();
        // Beyond year 9999 the pattern no longer holds.
        return value < 0 || value > 253_402_300_799L ? plain(seconds) : JAVA_DATE.format(Instant.ofEpochSecond(value));
    }

    private static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            JsonObject object = new JsonObject();
            map.forEach((key, member) -> object.put(String.valueOf(key), member));
            return object.encode();
        }
        // A list of one gives the encoder's text for any value, without a databind dependency.
        String list = (value instanceof List<?> members ? new JsonArray(members) : new JsonArray().add(value)).encode();
        return value instanceof List ? list : list.substring(1, list.length() - 1);
    }

    private static String ascii(String json) {
        StringBuilder out = null;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c > 126 && out == null) {
                out = new StringBuilder(json.length() + 16).append(json, 0, i);
            }
            if (out != null) {
                if (c > 126) {
                    out.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
                } else {
                    out.append(c);
                }
            }
        }
        return out == null ? json : out.toString();
    }
}
