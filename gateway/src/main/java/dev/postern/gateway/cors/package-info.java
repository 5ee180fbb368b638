/** Cross-origin resource sharing: preflights, and the headers that let a browser read an answer (Fetch standard). */
package dev.postern.gateway.cors;
