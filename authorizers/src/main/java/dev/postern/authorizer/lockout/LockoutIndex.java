package dev.postern.authorizer.lockout;

import dev.postern.authorizer.CredentialNames;
import dev.postern.authorizer.lockout.LockoutEntry.Claim;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** A deny list made for looking up: one hash map for each claim. Immutable. */
final class LockoutIndex {

    static final LockoutIndex EMPTY = new LockoutIndex();

    /** Entries of one value, which differ in issuer or end. */
    private record Link(String issuer, long untilMillis, Link next) {
        boolean holds(String shownIssuer, long nowMillis) {
            for (Link link = this; link != null; link = link.next) {
                if (nowMillis < link.untilMillis && (link.issuer == null || link.issuer.equals(shownIssuer))) {
                    return true;
                }
            }
            return false;
        }
    }

    private final Map<String, Link> subjects = new HashMap<>();
    private final Map<String, Link> tokenIds = new HashMap<>();
    private final Map<String, Link> originTokenIds = new HashMap<>();
    private final Map<String, Link> clients = new HashMap<>();

    private LockoutIndex() {}

    static LockoutIndex of(Collection<LockoutEntry> entries) {
        if (entries.isEmpty()) {
            return EMPTY;
        }
        LockoutIndex index = new LockoutIndex();
        for (LockoutEntry entry : entries) {
            Map<String, Link> map = index.of(entry.claim());
            map.put(entry.value(), new Link(entry.issuer(), entry.until().toEpochMilli(), map.get(entry.value())));
        }
        return index;
    }

    private Map<String, Link> of(Claim claim) {
        return switch (claim) {
            case SUB -> subjects;
            case JTI -> tokenIds;
            case ORIGIN_JTI -> originTokenIds;
            case CLIENT_ID -> clients;
        };
    }

    boolean holds(CredentialNames names, long nowMillis) {
        if (holds(subjects, names.subject(), names, nowMillis)
                || holds(tokenIds, names.tokenId(), names, nowMillis)
                || holds(originTokenIds, names.originTokenId(), names, nowMillis)) {
            return true;
        }
        if (!clients.isEmpty()) {
            for (int i = 0; i < names.clients().size(); i++) {
                if (holds(clients, names.clients().get(i), names, nowMillis)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean holds(Map<String, Link> map, String value, CredentialNames names, long nowMillis) {
        if (value == null || map.isEmpty()) {
            return false;
        }
        Link link = map.get(value);
        return link != null && link.holds(names.issuer(), nowMillis);
    }
}
