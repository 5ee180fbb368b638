package dev.postern.authorizer.shared;

import dev.postern.authorizer.lockout.LockoutChange;
import dev.postern.authorizer.lockout.LockoutEntry;
import dev.postern.authorizer.lockout.LockoutEntry.Claim;
import dev.postern.authorizer.token.StrictJson;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;

/** A change of the deny list as JSON, as it is sealed on the board. */
final class LockoutText {

    private LockoutText() {}

    static byte[] write(LockoutChange change) {
        LockoutEntry entry = change.entry();
        return new JsonObject()
                .put("claim", entry.claim().word())
                .put("value", entry.value())
                .put("issuer", entry.issuer())
                .put("until", entry.until().toEpochMilli())
                .put("note", entry.note())
                .put("released", change.released())
                .put("stamp", change.stamp())
                .toBuffer()
                .getBytes();
    }

    /** Null when it is of another version. */
    static LockoutChange read(byte[] json) {
        Map<String, Object> members = StrictJson.object(json);
        if (members == null) {
            return null;
        }
        for (Claim claim : Claim.values()) {
            if (claim.word().equals(members.get("claim"))
                    && members.get("value") instanceof String value
                    && members.get("until") instanceof Number until
                    && members.get("released") instanceof Boolean released
                    && members.get("stamp") instanceof Number stamp) {
                LockoutEntry entry = new LockoutEntry(
                        claim, value, (String) members.get("issuer"), Instant.ofEpochMilli(until.longValue()), (String)
                                members.get("note"));
                return new LockoutChange(entry, released, stamp.longValue());
            }
        }
        return null;
    }

    /** What the entry is about: equal texts for the same credentials, and only for them. */
    static String subject(LockoutEntry entry) {
        String issuer = entry.issuer() == null ? "-" : entry.issuer().length() + ":" + entry.issuer();
        return entry.claim().word() + " " + issuer + " " + entry.value();
    }
}
