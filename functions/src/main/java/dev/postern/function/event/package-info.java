/**
 * The events that API Gateway sends to functions, to the field: of Lambda authorizers here, their parts also for the
 * proxy events of later integrations. Sources: the API Gateway developer guide ("Input to a Lambda authorizer", "Work
 * with AWS Lambda authorizers for HTTP APIs", "Create AWS Lambda proxy integrations for HTTP APIs") and recorded events.
 * Nothing is invented about the caller: what is not known is null or absent, as the product has it. No parameter and no
 * return value is null unless it says so.
 */
package dev.postern.function.event;
