package dev.postern.bench.micro;

import dev.postern.authorizer.Problems;

/** Benchmarks have no mistakes in their configuration. */
final class NoMistakes implements Problems {

    @Override
    public void error(String path, String what, String right) {
        throw new IllegalArgumentException(path + ": " + what + "; " + right);
    }

    @Override
    public void warning(String path, String what, String right) {
        error(path, what, right);
    }
}
