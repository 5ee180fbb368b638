/** Headers that carry the caller: what is removed from every client request, and how a value becomes header bytes. */
package dev.postern.gateway.identity;
