package dev.postern.authorizer.lockout;

/**
 * What an administrator last said about some credentials, in a form that several gateways can agree on: the change with
 * the highest stamp counts, whatever way and in whatever order it came.
 *
 * @param entry who, and until when: of a release, until when it has to be remembered that the entry is no more
 * @param released false: locked out; true: no more
 * @param stamp milliseconds since 1970 at which it was said, or one more than the last about the same
 */
public record LockoutChange(LockoutEntry entry, boolean released, long stamp) {}
