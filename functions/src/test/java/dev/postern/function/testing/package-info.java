/** What tests of functions need: endpoints that behave as told, and waiting with an end. */
package dev.postern.function.testing;
