/** What stands between callers and a function, whatever its transport: how many, how long, how often in vain. */
package dev.postern.function.limit;
