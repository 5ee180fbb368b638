/**
 * What stands behind and beside the gateway when it is tried out: starts the notes backend, the misbehaving upstream
 * and the development user pool from the command line. For demos and tests only; nothing here guards anything.
 */
package dev.postern.sample;
