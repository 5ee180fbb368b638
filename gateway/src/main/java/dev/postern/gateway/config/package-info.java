/**
 * Configuration: immutable records, the YAML and environment readers that fill them with every error at its line and
 * column, and the watcher that notices a change. Knows nothing of how the values are used.
 */
package dev.postern.gateway.config;
