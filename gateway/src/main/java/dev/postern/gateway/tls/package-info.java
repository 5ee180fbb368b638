/**
 * Certificates and keys from files: read once, checked to belong together, compared by content. What cannot be used is
 * a configuration error that says where; nothing here opens a connection.
 */
package dev.postern.gateway.tls;
