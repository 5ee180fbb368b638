/** The route table: which configured route serves a host, a method and a canonical path. */
package dev.postern.gateway.route;
