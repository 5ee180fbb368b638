/** What the tests of this and other modules share: real programs, plain HTTP, waiting with a deadline. */
package dev.postern.sample.testing;
