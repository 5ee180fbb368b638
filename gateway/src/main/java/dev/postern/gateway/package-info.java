/** The gateway assembled: the way of a request, the snapshot of one configuration, start and stop. */
package dev.postern.gateway;
