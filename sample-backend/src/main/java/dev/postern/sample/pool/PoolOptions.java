package dev.postern.sample.pool;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * How a development user pool starts. Begin with {@link #defaults()} and change what matters.
 *
 * @param host address to listen on
 * @param port 0 for a free one
 * @param poolId region, underscore, nine letters or digits, as Cognito makes them
 * @param clientId the one app client
 * @param issuer the claim {@code iss}; empty for {@code http://HOST:PORT/POOL_ID}
 * @param idLifetime of ID tokens
 * @param accessLifetime of access tokens
 * @param refreshLifetime of refresh tokens
 * @param keySetMaxAge how long readers may keep the key set
 * @param hideUnknownUsers whether an unknown user looks like a wrong password (Cognito's
 *     {@code PreventUserExistenceErrors: ENABLED}) or is named as such
 * @param fixedCode the code that is always sent; empty for random ones
 * @param outbox gets every code in place of an SMS or a mail; called on worker threads
 * @param clock the pool's time
 * @param users there from the start
 */
public record PoolOptions(
        String host,
        int port,
        String poolId,
        String clientId,
        Optional<String> issuer,
        Duration idLifetime,
        Duration accessLifetime,
        Duration refreshLifetime,
        Duration keySetMaxAge,
        boolean hideUnknownUsers,
        Optional<String> fixedCode,
        Consumer<CodeDelivery> outbox,
        Clock clock,
        List<NewUser> users) {

    /** The pool id of {@link #defaults()}. */
    public static final String POOL_ID = "us-east-1_Postern01";

    /** The client id of {@link #defaults()}. */
    public static final String CLIENT_ID = "1postern2local3development";

    /** The password of the user {@code jdoe} of {@link #defaults()}. */
    public static final String PASSWORD = "P@ssw0rd";

    public PoolOptions {
        if (!poolId.matches("[\\w-]+_[0-9a-zA-Z]+") || poolId.length() > 55) {
            throw new IllegalArgumentException("a pool id looks like us-east-1_AbCdEf123, not " + poolId);
        }
        if (!clientId.matches("[\\w+]{1,128}")) {
            throw new IllegalArgumentException("a client id has 1 to 128 letters and digits, not " + clientId);
        }
        users = List.copyOf(users);
    }

    /** Loopback, a free port, one-hour tokens, the user jdoe, codes to the log in place of an SMS. */
    public static PoolOptions defaults() {
        return new PoolOptions(
                "127.0.0.1",
                0,
                POOL_ID,
                CLIENT_ID,
                Optional.empty(),
                Duration.ofHours(1),
                Duration.ofHours(1),
                Duration.ofDays(30),
                Duration.ofDays(1),
                true,
                Optional.empty(),
                PoolOptions::log,
                Clock.systemUTC(),
                List.of(NewUser.jdoe(PASSWORD)));
    }

    public PoolOptions withHost(String host) {
        return new PoolOptions(
                host,
                port,
                poolId,
                clientId,
                issuer,
                idLifetime,
                accessLifetime,
                refreshLifetime,
                keySetMaxAge,
                hideUnknownUsers,
                fixedCode,
                outbox,
                clock,
                users);
    }

    public PoolOptions withPort(int port) {
        return new PoolOptions(
                host,
                port,
                poolId,
                clientId,
                issuer,
                idLifetime,
                accessLifetime,
                refreshLifetime,
                keySetMaxAge,
                hideUnknownUsers,
                fixedCode,
                outbox,
                clock,
                users);
    }

    public PoolOptions withPoolId(String poolId) {
        return new PoolOptions(
                host,
                port,
                poolId,
                clientId,
                issuer,
                idLifetime,
                accessLifetime,
                refreshLifetime,
                keySetMaxAge,
                hideUnknownUsers,
                fixedCode,
                outbox,
                clock,
                users);
    }

    public PoolOptions withClientId(String clientId) {
        return new PoolOptions(
                host,
                port,
                poolId,
                clientId,
                issuer,
                idLifetime,
                accessLifetime,
                refreshLifetime,
                keySetMaxAge,
                hideUnknownUsers,
                fixedCode,
                outbox,
                clock,
                users);
    }

    public PoolOptions withIssuer(String issuer) {
        return new PoolOptions(
                host,
                port,
                poolId,
                clientId,
                Optional.of(issuer),
                idLifetime,
                accessLifetime,
                refreshLifetime,
                keySetMaxAge,
                hideUnknownUsers,
                fixedCode,
                outbox,
                clock,
                users);
    }

    public PoolOptions withLifetimes(Duration id, Duration access, Duration refresh) {
        return new PoolOptions(
                host,
                port,
                poolId,
                clientId,
                issuer,
                id,
                access,
                refresh,
                keySetMaxAge,
                hideUnknownUsers,
                fixedCode,
                outbox,
                clock,
                users);
    }

    public PoolOptions withKeySetMaxAge(Duration maxAge) {
        return new PoolOptions(
                host,
                port,
                poolId,
                clientId,
                issuer,
                idLifetime,
                accessLifetime,
                refreshLifetime,
                maxAge,
                hideUnknownUsers,
                fixedCode,
                outbox,
                clock,
                users);
    }

    public PoolOptions withHideUnknownUsers(boolean hide) {
        return new PoolOptions(
                host,
                port,
                poolId,
                clientId,
                issuer,
                idLifetime,
                accessLifetime,
                refreshLifetime,
                keySetMaxAge,
                hide,
                fixedCode,
                outbox,
                clock,
                users);
    }

    public PoolOptions withFixedCode(String code) {
        return new PoolOptions(
                host,
                port,
                poolId,
                clientId,
                issuer,
                idLifetime,
                accessLifetime,
                refreshLifetime,
                keySetMaxAge,
                hideUnknownUsers,
                Optional.of(code),
                outbox,
                clock,
                users);
    }

    public PoolOptions withOutbox(Consumer<CodeDelivery> outbox) {
        return new PoolOptions(
                host,
                port,
                poolId,
                clientId,
                issuer,
                idLifetime,
                accessLifetime,
                refreshLifetime,
                keySetMaxAge,
                hideUnknownUsers,
                fixedCode,
                outbox,
                clock,
                users);
    }

    public PoolOptions withClock(Clock clock) {
        return new PoolOptions(
                host,
                port,
                poolId,
                clientId,
                issuer,
                idLifetime,
                accessLifetime,
                refreshLifetime,
                keySetMaxAge,
                hideUnknownUsers,
                fixedCode,
                outbox,
                clock,
                users);
    }

    public PoolOptions withUsers(NewUser... users) {
        return new PoolOptions(
                host,
                port,
                poolId,
                clientId,
                issuer,
                idLifetime,
                accessLifetime,
                refreshLifetime,
                keySetMaxAge,
                hideUnknownUsers,
                fixedCode,
                outbox,
                clock,
                List.of(users));
    }

    /** The part of the pool id that Cognito hashes into every password. */
    String poolName() {
        return poolId.substring(poolId.indexOf('_') + 1);
    }

    TokenDesk.Lifetimes lifetimes() {
        return new TokenDesk.Lifetimes(idLifetime, accessLifetime, refreshLifetime);
    }

    /** The code is the message: without it nobody could sign in. It is worth nothing outside this pool. */
    private static void log(CodeDelivery delivery) {
        LoggerFactory.getLogger(DevelopmentUserPool.class)
                .info(
                        "{} to {} for {}: code {}",
                        delivery.medium(),
                        delivery.destination(),
                        delivery.username(),
                        delivery.code());
    }
}
