/**
 * What single steps of a request cost, with JMH. {@code bench/jmh} runs them; every class says what its figure is for.
 */
package dev.postern.bench.micro;
