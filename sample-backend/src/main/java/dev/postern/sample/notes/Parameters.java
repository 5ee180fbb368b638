package dev.postern.sample.notes;

import java.util.ArrayList;
import java.util.List;

/** The query parameters of one request, read with their ranges; every wrong one is named in the answer. */
final class Parameters {

    private final Visit visit;
    private final List<String> problems = new ArrayList<>();

    private Parameters(Visit visit) {
        this.visit = visit;
    }

    static Parameters of(Visit visit) {
        return new Parameters(visit);
    }

    /** A whole number from 0 to {@code max}; {@code absent} where the parameter is not there. */
    long number(String name, long absent, long max) {
        String text = visit.request().getParam(name);
        if (text == null) {
            return absent;
        }
        if (text.matches("[0-9]{1,18}") && Long.parseLong(text) <= max) {
            return Long.parseLong(text);
        }
        problems.add(name + " must be a whole number from 0 to " + max);
        return absent;
    }

    /** {@code true}, {@code false}, or false where the parameter is not there. */
    boolean flag(String name) {
        String text = visit.request().getParam(name);
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        problems.add(name + " must be true or false");
        return false;
    }

    /** Whether a parameter was wrong, in which case the 400 has been sent. */
    boolean refused() {
        if (problems.isEmpty()) {
            return false;
        }
        visit.refuse(400, String.join("; ", problems));
        return true;
    }
}
