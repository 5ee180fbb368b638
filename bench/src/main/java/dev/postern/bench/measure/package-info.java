/** Counting what processes cost: CPU time and memory from {@code /proc}, and load by wrk. Linux only. */
package dev.postern.bench.measure;
