package dev.postern.authorizer.testing;

import dev.postern.authorizer.Problems;
import java.util.ArrayList;
import java.util.List;

/** Keeps problems as lines. */
public final class TestProblems implements Problems {

    public final List<String> errors = new ArrayList<>();
    public final List<String> warnings = new ArrayList<>();

    @Override
    public void error(String path, String what, String right) {
        errors.add(path + ": " + what + "; " + right);
    }

    @Override
    public void warning(String path, String what, String right) {
        warnings.add(path + ": " + what + "; " + right);
    }
}
