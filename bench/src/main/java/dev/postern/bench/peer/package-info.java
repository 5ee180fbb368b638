/** The proxies that are compared, the origin behind them, and the token that all of them get. */
package dev.postern.bench.peer;
