package dev.postern.authorizer.cache;

import dev.postern.authorizer.ApiDescription;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Whose decisions are remembered: the part that all keys of one cache begin with, and that nothing remembered is found
 * without (SR-107).
 *
 * @param authorizer the name in the configuration
 * @param settings a text, or the hash of one, that differs wherever the effective settings differ, those of a function
 *     and everything else that shapes a decision included
 * @param api API id
 * @param stage stage name
 */
public record CacheRealm(String authorizer, String settings, String api, String stage) {

    public static CacheRealm of(String authorizer, String settings, ApiDescription api) {
        return new CacheRealm(authorizer, settings, api.id(), api.stage());
    }

    /** All parts, each after its length (SR-109). */
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : new String[] {authorizer, settings, api, stage}) {
            byte[] text = part.getBytes(StandardCharsets.UTF_8);
            for (int shift = 24; shift >= 0; shift -= 8) {
                bytes.write(text.length >>> shift);
            }
            bytes.writeBytes(text);
        }
        return bytes.toByteArray();
    }
}
