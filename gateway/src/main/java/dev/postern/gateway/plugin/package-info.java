/**
 * Code of other people: jars in {@code plugins:}, each with a class loader of its own. Knows their factories and
 * classes, and nothing of routes. No parameter and no return value is null unless it says so.
 */
package dev.postern.gateway.plugin;
