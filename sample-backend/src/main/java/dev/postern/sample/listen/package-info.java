/** What every listener here says when its address is taken. */
package dev.postern.sample.listen;
