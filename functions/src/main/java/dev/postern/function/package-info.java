/**
 * Functions in the style of AWS Lambda and the ways to reach them. Knows neither authorizers nor the gateway. No
 * parameter and no return value is null unless it says so.
 */
package dev.postern.function;
