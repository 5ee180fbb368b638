/**
 * The notes backend: an honest upstream that knows its caller only from what the gateway tells it, with endpoints that
 * show what arrived, take their time, stream, and move large bodies under back-pressure. Refuses nothing but malformed
 * requests: it authenticates nobody.
 */
package dev.postern.sample.notes;
