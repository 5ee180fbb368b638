/**
 * Caches of what was already verified or decided, and what ends it before its time. Bounded in memory and time, keyed so that neither another authorizer, nor other
 * settings, nor other keys can ever find an entry (SR-107 to SR-112, SR-165), and never holding a token itself. No
 * parameter and no return value is null unless it says so.
 */
package dev.postern.authorizer.cache;
