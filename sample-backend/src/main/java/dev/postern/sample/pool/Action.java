package dev.postern.sample.pool;

/** One operation of the API. Runs off the event loop, as SRP and RS256 take milliseconds; must be thread safe. */
@FunctionalInterface
interface Action {

    Reply answer(Fields input);
}
