/** Functions behind an HTTP endpoint of their own ({@code url:}). */
package dev.postern.function.url;
