/** Mapping expressions: what of a request and its caller becomes a header of the upstream request. */
package dev.postern.gateway.mapping;
