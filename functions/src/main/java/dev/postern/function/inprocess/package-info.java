/**
 * Lambda handlers written in Java that run inside the gateway's own process, on threads of their own. Knows
 * {@code aws-lambda-java-core} by name only: its classes are those that the plug-in brings. No parameter and no return
 * value is null unless it says so.
 */
package dev.postern.function.inprocess;
