/**
 * The command line: {@code run}, {@code check}, {@code explain}, {@code token}, {@code demo}, {@code version}. Commands
 * wait on the main thread; nothing here runs on an event loop except what a gateway does while it serves.
 */
package dev.postern.gateway.cli;
