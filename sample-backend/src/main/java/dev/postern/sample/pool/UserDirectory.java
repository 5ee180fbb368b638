package dev.postern.sample.pool;

import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The pool's users, in memory. Unknown names have a decoy verifier, so that they cannot be told from known ones. */
final class UserDirectory {

    private final SecureRandom random = new SecureRandom();
    private final byte[] decoySecret = new byte[32];
    private final Map<String, PoolUser> users = new ConcurrentHashMap<>();
    private final String poolName;

    /** @param poolName the pool id after its underscore, which Cognito hashes into every password */
    UserDirectory(String poolName) {
        this.poolName = poolName;
        random.nextBytes(decoySecret);
    }

    Optional<PoolUser> find(String username) {
        return Optional.ofNullable(users.get(username));
    }

    /** The verifier of {@code username}'s password, or a decoy. */
    SrpVerifier verifier(String username) {
        PoolUser user = users.get(username);
        return user == null ? SrpVerifier.decoy(decoySecret, username) : user.verifier();
    }

    /** Whether the user exists and {@code password} is right; takes the same time either way. */
    boolean matches(String username, String password) {
        boolean fits = verifier(username).matches(poolName, username, password);
        return fits && users.containsKey(username);
    }

    /** Adds a user under a new {@code sub}; empty when the name is taken. */
    Optional<PoolUser> add(NewUser user, boolean confirmed) {
        SrpVerifier verifier = SrpVerifier.of(poolName, user.username(), user.password(), random);
        String sub = UUID.randomUUID().toString();
        PoolUser added = new PoolUser(
                user.username(), sub, user.attributes(), user.groups(), verifier, confirmed, user.smsMfa());
        return users.putIfAbsent(user.username(), added) == null ? Optional.of(added) : Optional.empty();
    }

    void replace(PoolUser user) {
        users.put(user.username(), user);
    }

    String poolName() {
        return poolName;
    }
}
