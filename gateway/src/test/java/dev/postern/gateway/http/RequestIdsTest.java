package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Profile;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestIdsTest {

    @Test
    void under_rest_api_an_id_is_a_random_uuid() {
        String id = RequestIds.of(Profile.REST_API).next();
        assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(UUID.fromString(id).version()).isEqualTo(4);
        assertThat(UUID.fromString(id).variant()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = "REST_API", mode = EnumSource.Mode.EXCLUDE)
    void elsewhere_an_id_is_26_letters_and_digits(Profile profile) {
        assertThat(RequestIds.of(profile).next()).matches("[0-9a-z]{26}");
    }

    @ParameterizedTest
    @EnumSource
    void ids_of_several_threads_differ(Profile profile) throws Exception {
        RequestIds ids = RequestIds.of(profile);
        int threads = 4;
        int each = 20_000;
        Set<String> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            seen.add(ids.next());
                        }
                        done.countDown();
                    })
                    .start();
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasSize(threads * each);
    }

    @Test
    void every_character_of_an_id_varies() {
        RequestIds ids = RequestIds.of(Profile.POSTERN);
        Set<String> first = ConcurrentHashMap.newKeySet();
        Set<String> last = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 10_000; i++) {
            String id = ids.next();
            first.add(id.substring(0, 1));
            last.add(id.substring(25));
        }
        // 64 bits in 13 characters of five: the first of each half holds four.
        assertThat(first).hasSize(16);
        assertThat(last).hasSize(32);
    }
}
