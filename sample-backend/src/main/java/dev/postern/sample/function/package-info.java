/**
 * A function in the style of AWS Lambda behind an HTTP endpoint: what the demo's gateway asks whom to admit. It is an
 * example of such a function, and guards nothing.
 */
package dev.postern.sample.function;
