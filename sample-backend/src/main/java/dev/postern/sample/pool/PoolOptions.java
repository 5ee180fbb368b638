package dev.postern.sample.pool;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * How a development user pool starts. Begin with {@link #defaults()} and change what matters: each {@code with} returns
 * a new value and leaves the old one as it was.
 */
public final class PoolOptions {

    /** The pool id of {@link #defaults()}. */
    public static final String POOL_ID = "us-east-1_Postern01";

    /** The client id of {@link #defaults()}. */
    public static final String CLIENT_ID = "1postern2local3development";

    /** The password of the user {@code jdoe} of {@link #defaults()}. */
    public static final String PASSWORD = "P@ssw0rd";

    private String host = "127.0.0.1";
    private int port;
    private String poolId = POOL_ID;
    private String clientId = CLIENT_ID;
    private Optional<String> issuer = Optional.empty();
    private TokenDesk.Lifetimes lifetimes =
            new TokenDesk.Lifetimes(Duration.ofHours(1), Duration.ofHours(1), Duration.ofDays(30));
    private Duration keySetMaxAge = Duration.ofDays(1);
    private boolean hideUnknownUsers = true;
    private Optional<String> fixedCode = Optional.empty();
    private Consumer<CodeDelivery> outbox = PoolOptions::log;
    private Clock clock = Clock.systemUTC();
    private List<NewUser> users = List.of(NewUser.jdoe(PASSWORD));

    private PoolOptions() {}

    /** Loopback, a free port, one-hour tokens, the user jdoe, codes to the log in place of an SMS. */
    public static PoolOptions defaults() {
        return new PoolOptions();
    }

    /** The address to listen on. */
    public PoolOptions withHost(String host) {
        return with(changed -> changed.host = host);
    }

    /** The port to listen on; 0 for a free one. */
    public PoolOptions withPort(int port) {
        return with(changed -> changed.port = port);
    }

    /** Region, underscore, nine letters or digits, as Cognito makes them; another shape is an illegal argument. */
    public PoolOptions withPoolId(String poolId) {
        if (!poolId.matches("[\\w-]+_[0-9a-zA-Z]+") || poolId.length() > 55) {
            throw new IllegalArgumentException("a pool id looks like us-east-1_AbCdEf123, not " + poolId);
        }
        return with(changed -> changed.poolId = poolId);
    }

    /** The one app client: 1 to 128 letters and digits; another shape is an illegal argument. */
    public PoolOptions withClientId(String clientId) {
        if (!clientId.matches("[\\w+]{1,128}")) {
            throw new IllegalArgumentException("a client id has 1 to 128 letters and digits, not " + clientId);
        }
        return with(changed -> changed.clientId = clientId);
    }

    /** The claim {@code iss}; without it {@code http://HOST:PORT/POOL_ID}. */
    public PoolOptions withIssuer(String issuer) {
        return with(changed -> changed.issuer = Optional.of(issuer));
    }

    /** How long ID, access and refresh tokens live. */
    public PoolOptions withLifetimes(Duration id, Duration access, Duration refresh) {
        return with(changed -> changed.lifetimes = new TokenDesk.Lifetimes(id, access, refresh));
    }

    /** How long readers may keep the key set ({@code Cache-Control: max-age}). */
    public PoolOptions withKeySetMaxAge(Duration maxAge) {
        return with(changed -> changed.keySetMaxAge = maxAge);
    }

    /**
     * Whether an unknown user looks like a wrong password (Cognito's {@code PreventUserExistenceErrors: ENABLED}, the
     * default) or is named as such.
     */
    public PoolOptions withHideUnknownUsers(boolean hide) {
        return with(changed -> changed.hideUnknownUsers = hide);
    }

    /** The code that is always sent; without it they are random. */
    public PoolOptions withFixedCode(String code) {
        return with(changed -> changed.fixedCode = Optional.of(code));
    }

    /** Gets every code in place of an SMS or a mail; called on worker threads. */
    public PoolOptions withOutbox(Consumer<CodeDelivery> outbox) {
        return with(changed -> changed.outbox = outbox);
    }

    /** The pool's time. */
    public PoolOptions withClock(Clock clock) {
        return with(changed -> changed.clock = clock);
    }

    /** The users that are there from the start, in place of jdoe. */
    public PoolOptions withUsers(NewUser... users) {
        return with(changed -> changed.users = List.of(users));
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    String poolId() {
        return poolId;
    }

    /** The part of the pool id that Cognito hashes into every password. */
    String poolName() {
        return poolId.substring(poolId.indexOf('_') + 1);
    }

    String clientId() {
        return clientId;
    }

    Optional<String> issuer() {
        return issuer;
    }

    TokenDesk.Lifetimes lifetimes() {
        return lifetimes;
    }

    Duration keySetMaxAge() {
        return keySetMaxAge;
    }

    boolean hideUnknownUsers() {
        return hideUnknownUsers;
    }

    Optional<String> fixedCode() {
        return fixedCode;
    }

    Consumer<CodeDelivery> outbox() {
        return outbox;
    }

    Clock clock() {
        return clock;
    }

    List<NewUser> users() {
        return users;
    }

    private PoolOptions with(Consumer<PoolOptions> change) {
        PoolOptions changed = new PoolOptions();
        changed.host = host;
        changed.port = port;
        changed.poolId = poolId;
        changed.clientId = clientId;
        changed.issuer = issuer;
        changed.lifetimes = lifetimes;
        changed.keySetMaxAge = keySetMaxAge;
        changed.hideUnknownUsers = hideUnknownUsers;
        changed.fixedCode = fixedCode;
        changed.outbox = outbox;
        changed.clock = clock;
        changed.users = users;
        change.accept(changed);
        return changed;
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
