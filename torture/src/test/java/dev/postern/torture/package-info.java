/**
 * The wire tables against gateways that are not ours, and {@code docs/security-cases.md}, which is made of the catalogue
 * {@code torture/requirements.txt}, the reports of all tests, and what was recorded of other gateways.
 */
package dev.postern.torture;
