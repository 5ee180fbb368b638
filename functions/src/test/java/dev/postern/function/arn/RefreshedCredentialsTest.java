package dev.postern.function.arn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.function.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

class RefreshedCredentialsTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T10:00:00Z"));
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<String> thread = new AtomicReference<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Instant end;
    private volatile RuntimeException failure;
    private final RefreshedCredentials credentials = new RefreshedCredentials(vertx, clock(), this::provider);

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }

    private AwsCredentialsProvider provider() {
        return this::resolve;
    }

    private AwsCredentials resolve() {
        thread.set(Thread.currentThread().getName());
        int number = asked.incrementAndGet();
        try {
            assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (failure != null) {
            throw failure;
        }
        return end == null
                ? AwsBasicCredentials.create("key-" + number, "secret")
                : AwsSessionCredentials.builder()
                        .accessKeyId("key-" + number)
                        .secretAccessKey("secret")
                        .sessionToken("session")
                        .expirationTime(end)
                        .build();
    }

    private String key() {
        return Waiting.result(credentials.current()).accessKeyId();
    }

    private void later(Duration time) {
        now.set(now.get().plus(time));
    }

    @AfterEach
    void close() {
        credentials.close();
        Waiting.result(vertx.close());
    }

    @Test
    void a_provider_is_asked_on_a_worker_once_for_everybody_who_waits() {
        gate = new CountDownLatch(1);
        List<Future<AwsCredentialsIdentity>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(credentials.current());
        }
        gate.countDown();
        waiting.forEach(each -> assertThat(Waiting.result(each).accessKeyId()).isEqualTo("key-1"));
        assertThat(thread.get()).startsWith("postern-credentials");
        assertThat(key()).isEqualTo("key-1");
        assertThat(asked).hasValue(1);
    }

    @Test
    void keys_are_asked_for_again_in_the_background_while_the_old_ones_serve() {
        assertThat(key()).isEqualTo("key-1");
        later(Duration.ofSeconds(61));
        gate = new CountDownLatch(1);
        assertThat(key()).isEqualTo("key-1");
        assertThat(key()).isEqualTo("key-1");
        gate.countDown();
        Waiting.until("the new keys", () -> key().equals("key-2"));
        assertThat(asked).hasValue(2);
    }

    @Test
    void keys_about_to_expire_are_waited_out() {
        end = now.get().plus(Duration.ofMinutes(5));
        assertThat(key()).isEqualTo("key-1");
        later(Duration.ofSeconds(271));
        end = now.get().plus(Duration.ofMinutes(5));
        assertThat(key()).isEqualTo("key-2");
    }

    @Test
    void a_provider_that_fails_leaves_the_old_keys_until_they_expire_and_is_asked_again() {
        end = now.get().plus(Duration.ofMinutes(5));
        assertThat(key()).isEqualTo("key-1");
        failure = new IllegalStateException("down");
        later(Duration.ofSeconds(61));
        assertThat(key()).isEqualTo("key-1");
        later(Duration.ofMinutes(5));
        Waiting.until("a failure", () -> credentials.current().failed() || asked.get() > 2);
        failure = null;
        end = now.get().plus(Duration.ofMinutes(5));
        Waiting.until("keys again", () -> Waiting.result(credentials.current().otherwiseEmpty()) != null);
    }
}
