package dev.postern.sample.pool;

import dev.postern.sample.listen.ExactHeaderNames;
import dev.postern.sample.listen.Listening;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A development user pool, listening. Cognito's client library signs in against {@link #endpoint()}; a gateway trusts
 * {@link #issuer()} with the keys at {@link #jwksUrl()}. All methods may be called from any thread.
 */
public final class DevelopmentUserPool {

    private final Vertx vertx;
    private final PoolOptions options;
    private final UserDirectory users;
    private final Publication publication;
    private final Router router;
    private volatile PoolKeys keys;
    private HttpServer server;
    private TokenDesk desk;
    private String issuer;

    private DevelopmentUserPool(Vertx vertx, PoolOptions options, PoolKeys keys) {
        this.vertx = vertx;
        this.options = options;
        this.keys = keys;
        this.users = new UserDirectory(options.poolName());
        this.publication = new Publication(options.poolId(), options.keySetMaxAge(), this::keys);
        this.router = Router.router(vertx);
        options.users().forEach(user -> users.add(user, true)
                .orElseThrow(() -> new IllegalArgumentException("two users are called " + user.username())));
    }

    /** Makes the keys and listens. Fails when the address is taken. */
    public static Future<DevelopmentUserPool> start(Vertx vertx, PoolOptions options) {
        return vertx.executeBlocking(() -> new DevelopmentUserPool(vertx, options, PoolKeys.generate()), false)
                .compose(DevelopmentUserPool::listen);
    }

    private Future<DevelopmentUserPool> listen() {
        HttpServerOptions http = new HttpServerOptions().setHttp2ClearTextEnabled(false);
        return vertx.createHttpServer(http)
                .connectionHandler(connection -> ExactHeaderNames.on(connection, http))
                .requestHandler(router)
                .listen(options.port(), options.host())
                .recover(Listening.failure("user pool", options.host() + ":" + options.port()))
                .map(listening -> {
                    server = listening;
                    issuer = options.issuer().orElse(endpoint() + options.poolId());
                    assemble();
                    return this;
                });
    }

    private void assemble() {
        TokenClaims claims = new TokenClaims(issuer, options.clientId());
        desk = new TokenDesk(options.clock(), this::keys, claims, options.lifetimes());
        Codes codes = new Codes(options.fixedCode(), options.outbox());
        SmsChallenge sms = new SmsChallenge(users, codes, desk);
        Threshold threshold = new Threshold(users, sms, desk, options.hideUnknownUsers());
        SrpSignIn srp = new SrpSignIn(users, threshold, desk);
        Registration registration = new Registration(options.clientId(), users, codes, desk);
        AccessTokens tokens = new AccessTokens(this::keys, claims, users, desk);
        Account account = new Account(options.clientId(), tokens, desk);
        Map<String, Action> actions = new LinkedHashMap<>();
        actions.put("InitiateAuth", new InitiateAuth(options.clientId(), users, threshold, srp, desk));
        actions.put("RespondToAuthChallenge", new RespondToAuthChallenge(options.clientId(), srp, sms));
        actions.put("SignUp", registration::signUp);
        actions.put("ConfirmSignUp", registration::confirm);
        actions.put("ResendConfirmationCode", registration::resend);
        actions.put("GetUser", account::getUser);
        actions.put("GlobalSignOut", account::globalSignOut);
        actions.put("RevokeToken", account::revokeToken);
        new WireProtocol(actions).mount(router);
        publication.mount(router, this);
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** What a client library wants as its endpoint, with the slash at the end. */
    public String endpoint() {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return "http://" + host + ":" + port() + "/";
    }

    /** The claim {@code iss} of every token. */
    public String issuer() {
        return issuer;
    }

    /** Where the key set is, whatever the issuer is called. */
    public String jwksUrl() {
        return endpoint() + options.poolId() + "/.well-known/jwks.json";
    }

    /** The pool's id, in the shape of Cognito's. */
    public String poolId() {
        return options.poolId();
    }

    /** The one app client; it has no secret. */
    public String clientId() {
        return options.clientId();
    }

    /** How often the key set was fetched. */
    public long keySetFetches() {
        return publication.keySetFetches();
    }

    /** An ID token for {@code username}, as a sign-in would give it; an unknown user is an error of the caller. */
    public String idToken(String username) {
        return idToken(username, claims -> claims);
    }

    /** An ID token whose claims went through {@code change} before they were signed; for tests of what reads them. */
    public String idToken(String username, UnaryOperator<JsonObject> change) {
        JsonObject claims = desk.idClaims(user(username), desk.signIn(username));
        return TokenMint.sign(keys.id(), change.apply(claims));
    }

    /** An access token for {@code username}, as a sign-in would give it. */
    public String accessToken(String username) {
        return accessToken(username, claims -> claims);
    }

    /** An access token whose claims went through {@code change} before they were signed. */
    public String accessToken(String username, UnaryOperator<JsonObject> change) {
        JsonObject claims = desk.accessClaims(user(username), desk.signIn(username));
        return TokenMint.sign(keys.access(), change.apply(claims));
    }

    /** Signs with new keys from now on and publishes them; the old ones stay published until they are withdrawn. */
    public Future<Void> rotateKeys() {
        return vertx.executeBlocking(
                () -> {
                    rotate();
                    return null;
                },
                false);
    }

    private synchronized void rotate() {
        keys = keys.rotated();
    }

    /** Publishes no key any more that does not sign. */
    public synchronized void withdrawOldKeys() {
        keys = keys.withoutRetired();
    }

    /** The key set as published now. */
    public JsonObject keySet() {
        return keys.keySet();
    }

    /** Stops listening and forgets everything. */
    public Future<Void> close() {
        return server.close();
    }

    private PoolKeys keys() {
        return keys;
    }

    private PoolUser user(String username) {
        return users.find(username).orElseThrow(() -> new IllegalArgumentException("no user is called " + username));
    }
}
