/** HTTP/2 frame by frame: tables of frames that run against a whole gateway, and real clients and servers of it. */
package dev.postern.gateway.http2;
