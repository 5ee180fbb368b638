/** The command line as its users see it: arguments in, text and an exit code out. */
package dev.postern.gateway.cli;
