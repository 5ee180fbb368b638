/**
 * The gateway as AWS Lambda's Runtime API: unmodified functions run in processes that the gateway starts and looks after,
 * or in another container of the pod, and fetch their events here. No parameter and no return value is null unless it
 * says so.
 */
package dev.postern.function.runtime;
