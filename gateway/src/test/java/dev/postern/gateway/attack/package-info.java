/**
 * The attacker: raw bytes against a whole gateway, from text tables ({@code cases/wire/README.md}), and what tables
 * cannot say: WebSocket, load, random paths.
 */
package dev.postern.gateway.attack;
