package dev.postern.authorizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One value of the configuration, read as the type that its key wants. What cannot be read so is reported, and answered
 * with the default.
 *
 * @param path of its key, or of its place in a list
 * @param value as {@link Settings} describes
 */
record Setting(String path, Object value, SectionProblems problems) {

    /** Reports what is wrong, unless it is a placeholder that was reported already. */
    void wrong(String what, String right) {
        if (value instanceof Settings.Untyped untyped && untyped.text() == null) {
            problems.spoil();
        } else {
            problems.error(path, what, right);
        }
    }

    private void wrongKind(String right) {
        wrong("is " + kind(), right);
    }

    /** The characters of a text or of a placeholder; null for anything else. */
    private String characters() {
        return value instanceof Settings.Untyped untyped ? untyped.text() : value instanceof String text ? text : null;
    }

    boolean isPlaceholder() {
        return value instanceof Settings.Untyped;
    }

    boolean isNone() {
        return "none".equals(characters());
    }

    String text(String otherwise) {
        String text = characters();
        if (text != null) {
            return text;
        }
        boolean scalar = value instanceof Number || value instanceof Boolean;
        String sample = value instanceof Double ? "" : ": \"" + value + "\"";
        wrongKind(scalar ? "put it in quotes" + sample : "write a text");
        return otherwise;
    }

    /** Null after reporting that it is empty, or no text. */
    String textNotEmpty() {
        String text = text(null);
        if (text != null && text.isEmpty()) {
            wrong("is empty", "give it a value");
            return null;
        }
        return text;
    }

    boolean flag(boolean otherwise) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        String text = isPlaceholder() ? characters() : null;
        if ("true".equals(text) || "false".equals(text)) {
            return Boolean.parseBoolean(text);
        }
        wrongKind("write true or false");
        return otherwise;
    }

    int integer(int otherwise, int min, int max) {
        String right = "write a whole number from " + min + " to " + max;
        Long number = value instanceof Long written ? written : null;
        if (isPlaceholder() && characters() != null && characters().matches("-?[0-9]{1,18}")) {
            number = Long.valueOf(characters());
        }
        if (number == null) {
            wrongKind(right);
            return otherwise;
        }
        if (number < min || number > max) {
            wrong("is out of range", right);
            return otherwise;
        }
        return number.intValue();
    }

    /** A number with a unit. */
    <Q> Q quantity(Q otherwise, Function<String, Q> parser, Predicate<Q> inRange, String right) {
        String text = characters();
        Q quantity = text == null ? null : parser.apply(text);
        if (quantity == null) {
            boolean bare = value instanceof Number || text != null && text.matches("[0-9]+");
            wrong(bare ? "has no unit" : text == null ? "is " + kind() : "is not understood", right);
            return otherwise;
        }
        if (!inRange.test(quantity)) {
            wrong("is out of range", right);
            return otherwise;
        }
        return quantity;
    }

    <E extends Enum<E>> E choice(Class<E> type, Function<E, String> word, E otherwise) {
        String text = text(null);
        if (text == null) {
            return otherwise;
        }
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            if (word.apply(constant).equals(text)) {
                return constant;
            }
            words.add(word.apply(constant));
        }
        String what = isPlaceholder()
                ? "has a value that is not known"
                : "'" + text + "' is not known" + Suggestion.of(text, words);
        wrong(what, "write one of " + String.join(", ", words));
        return otherwise;
    }

    /** The elements of a list; empty after reporting that it is none. */
    List<Setting> elements() {
        if (!(value instanceof List<?> list)) {
            wrongKind("write a list: [a, b]");
            return List.of();
        }
        List<Setting> elements = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            elements.add(new Setting(path + "[" + i + "]", list.get(i), problems));
        }
        return elements;
    }

    /** Texts that are not empty: of a list, or of a placeholder split at its commas. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        if (isPlaceholder() && characters() != null) {
            for (String part : characters().split(",", -1)) {
                if (part.isBlank()) {
                    wrong("has an empty element", "separate the elements with one comma each");
                } else {
                    texts.add(part.strip());
                }
            }
            return List.copyOf(texts);
        }
        for (Setting element : elements()) {
            String text = element.text(null);
            if (text != null && text.isEmpty()) {
                element.wrong("is empty", "give it a value or remove it");
            } else if (text != null) {
                texts.add(text);
            }
        }
        return List.copyOf(texts);
    }

    String kind() {
        if (value == null) {
            return "empty";
        } else if (value instanceof Map) {
            return "a section";
        } else if (value instanceof List) {
            return "a list";
        } else if (value instanceof Boolean) {
            return "true or false, not text";
        } else if (value instanceof Number) {
            return "a number";
        }
        return "a text";
    }
}
