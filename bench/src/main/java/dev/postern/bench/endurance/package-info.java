/**
 * What a gateway goes through in its life, under load and counted: changes of its configuration, rotated keys, a backend
 * that restarts, a stop, and everything that clients get wrong for minutes. The scenarios are ordinary objects: the
 * commands run them long, tests run them short.
 */
package dev.postern.bench.endurance;
