/**
 * IAM policy documents as Lambda authorizers return them: read as strictly as Amazon reads them, compiled once, evaluated
 * for every request (IAM user guide, "IAM JSON policy elements reference"; API Gateway developer guide, "Output from a
 * Lambda authorizer"). Only {@code execute-api:Invoke} is ever asked for. What cannot be read is refused as a whole; what
 * cannot be decided never allows (SR-115). No parameter and no return value is null unless it says so.
 */
package dev.postern.authorizer.policy;
