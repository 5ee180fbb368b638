/** Invoking over HTTP: one request, one answer, everything about it limited. No policy of any one service. */
package dev.postern.function.http;
