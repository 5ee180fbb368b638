/** Where CPU time goes inside the gateway: stacks sampled by async-profiler, put into groups. */
package dev.postern.bench.profile;
