/**
 * An upstream that breaks the rules of HTTP on purpose, byte by byte. What it can do wrong is a table of small scripts
 * in {@code misdeeds.txt}; a test may add its own. For tests of proxies only.
 */
package dev.postern.sample.nasty;
