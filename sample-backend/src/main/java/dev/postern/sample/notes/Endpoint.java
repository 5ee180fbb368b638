package dev.postern.sample.notes;

/** One thing the backend can do with a request. Called on the request's event loop; must not block. */
@FunctionalInterface
interface Endpoint {

    /** Answers {@code visit}, now or later. A visitor that left needs no answer. */
    void serve(Visit visit);
}
