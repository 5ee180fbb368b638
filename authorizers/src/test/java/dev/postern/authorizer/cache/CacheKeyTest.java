package dev.postern.authorizer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CacheKeyTest {

    private static final CacheRealm REALM = new CacheRealm("custom", "settings", "notes", "prod");

    @Test
    void equal_parts_make_equal_keys() {
        assertThat(CacheKey.of(REALM, List.of("a", "b"), "GET /notes"))
                .isEqualTo(CacheKey.of(REALM, List.of("a", "b"), "GET /notes"))
                .hasSameHashCodeAs(CacheKey.of(REALM, List.of("a", "b"), "GET /notes"));
    }

    @Test
    @DisplayName("no two ways to cut the same characters into parts make one key (SR-109)")
    void no_two_ways_to_cut_the_same_characters_make_one_key() {
        Set<CacheKey> keys = new HashSet<>();
        List<List<String>> identities = new ArrayList<>(List.of(
                List.of(),
                List.of(""),
                List.of("", ""),
                List.of("ab"),
                List.of("a", "b"),
                List.of("", "ab"),
                List.of("ab", ""),
                List.of("a,b"),
                List.of("a\u0000b"),
                List.of("a\u0000", "b"),
                List.of("\u0000\u0000\u0000\u0001a"),
                List.of("\u0141"),
                List.of("A"),
                List.of("\u0001A"),
                List.of("\uFFFD"),
                List.of("\uD800"),
                List.of("\uD801"),
                List.of("?")));
        identities.add(Arrays.asList((String) null));
        identities.add(Arrays.asList("ab", null));
        identities.add(Arrays.asList(null, "ab"));
        for (List<String> identity : identities) {
            for (String scope : new String[] {null, "", "ab", "a"}) {
                assertThat(keys.add(CacheKey.of(REALM, identity, scope)))
                        .as("%s %s", identity, scope)
                        .isTrue();
            }
        }
    }

    @Test
    @DisplayName("every part of the realm tells keys apart (SR-107)")
    void every_part_of_the_realm_tells_keys_apart() {
        Set<CacheKey> keys = new HashSet<>();
        List<CacheRealm> realms = List.of(
                REALM,
                new CacheRealm("other", "settings", "notes", "prod"),
                new CacheRealm("custom", "others", "notes", "prod"),
                new CacheRealm("custom", "settings", "todos", "prod"),
                new CacheRealm("custom", "settings", "notes", "test"),
                new CacheRealm("customs", "ettings", "notes", "prod"),
                new CacheRealm("custom", "settings", "notesp", "rod"));
        for (CacheRealm realm : realms) {
            assertThat(keys.add(CacheKey.of(realm, List.of("token"), null)))
                    .as("%s", realm)
                    .isTrue();
        }
    }
}
