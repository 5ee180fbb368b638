/**
 * The commands of this module: what {@code bench/run}, {@code bench/profile}, {@code bench/stream} and {@code bench/slow}
 * start. Nothing here runs in a build.
 */
package dev.postern.bench;
