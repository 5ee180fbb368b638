/** What tests of the whole gateway stand on: a gateway on free ports, an upstream that records bytes, a raw client. */
package dev.postern.gateway.testing;
