/**
 * The admin port: metrics, health, and what an operator may ask with the admin token. Never on the data port (SR-14).
 * Decides nothing by peer address, refuses foreign {@code Host} and {@code Origin} (SR-153), and only reads.
 */
package dev.postern.gateway.admin;
