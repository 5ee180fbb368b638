package dev.postern.authorizer.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.testing.SigningKey;
import dev.postern.authorizer.testing.TestClock;
import dev.postern.authorizer.testing.TestContext;
import dev.postern.authorizer.testing.TestRequest;
import dev.postern.authorizer.testing.TokenCase;
import dev.postern.authorizer.token.SignatureAlgorithm;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of generated tokens, about half of them broken, shown to our authorizer and to Nimbus JOSE: whatever Nimbus
 * refuses, we refuse; and what is not broken both admit, so that agreeing to refuse everything does not pass.
 */
class NimbusOracleTest {

    private static final int TOKENS = 5_000;
    private static final String ISSUER = "https://login.example.com/";
    private static final long NOW = TestClock.START.getEpochSecond();

    /** Ways to break a token. */
    private static final List<String> BREAKS = List.of(
            "signature flipped",
            "signature truncated",
            "signature zeros",
            "signature empty",
            "signature by another key",
            "signature by hmac of the modulus",
            "header.alg = \"none\"",
            "header.alg = \"HS256\"",
            "header.alg = \"RS384\"",
            "header.alg = \"ES512\"",
            "header.alg removed",
            "header.kid = \"other\"",
            "header.crit = [\"exp\"]",
            "header text = []",
            "payload text = []",
            "payload text = {",
            "claim.exp = @+0",
            "claim.exp = @-1",
            "claim.exp = @-100000",
            "claim.exp removed",
            "claim.exp = \"soon\"",
            "claim.nbf = @+6",
            "claim.nbf = @+100000",
            "claim.iss = \"https://evil.example/\"",
            "claim.iss removed",
            "claim.aud = \"other\"",
            "claim.aud = []",
            "claim.aud removed",
            "claim.aud = {\"notes\":1}",
            "claim.sub = 7",
            "token + .",
            "token + .AAAA",
            "payload segment + AA");

    /** Changes that leave a token good. */
    private static final List<String> VARIATIONS = List.of(
            "claim.aud = [\"other\",\"notes\"]",
            "claim.scope = \"read write\"",
            "claim.exp = @+1",
            "claim.exp = @+86400",
            "claim.nbf = @-1",
            "claim.iat = @-5",
            "claim.iat removed",
            "claim.nested = {\"a\":[1,2.5,null,true,{\"b\":\"c\"}]}",
            "claim.email = \"a@b.example\"",
            "claim.name = \"Zoë\"",
            "header.typ removed",
            "header.typ = \"JWT\"",
            "claims of 700 bytes");

    @Test
    @DisplayName("we admit nothing that Nimbus refuses, over 5,000 tokens of 33 kinds of breaks (SR-75 to SR-93)")
    void we_admit_nothing_that_nimbus_refuses(@TempDir Path directory) throws Exception {
        List<SigningKey> keys = List.of(
                SigningKey.rsa("k1"),
                SigningKey.rsa("k2"),
                SigningKey.of("k3", SignatureAlgorithm.PS256),
                SigningKey.of("k4", SignatureAlgorithm.ES256));
        String jwks = SigningKey.jwks(keys.toArray(SigningKey[]::new));
        Files.writeString(directory.resolve("jwks.json"), jwks);
        Vertx vertx = Vertx.vertx();
        TestContext context = new TestContext(vertx);
        Authorizer ours = context.create(
                new JwtAuthorizerFactory(),
                new JsonObject()
                        .put("issuer", ISSUER)
                        .put("audiences", "notes")
                        .put(
                                "algorithms",
                                new JsonArray().add("RS256").add("PS256").add("ES256"))
                        .put("jwks", directory.resolve("jwks.json").toString()));
        ours.start().await(10, TimeUnit.SECONDS);
        DefaultJWTProcessor<SecurityContext> nimbus = nimbus(jwks);

        Random random = new Random(20_261_120);
        Set<String> kinds = new TreeSet<>();
        Set<String> breaks = new TreeSet<>();
        int admitted = 0;
        int broken = 0;
        for (int i = 0; i < TOKENS; i++) {
            List<String> changes = new ArrayList<>();
            for (int v = random.nextInt(3); v > 0; v--) {
                changes.add(VARIATIONS.get(random.nextInt(VARIATIONS.size())));
            }
            boolean isBroken = random.nextBoolean();
            SigningKey key = keys.get(random.nextInt(keys.size()));
            if (isBroken) {
                String how = BREAKS.get(random.nextInt(BREAKS.size()));
                if (how.contains("modulus") && key.algorithm() == SignatureAlgorithm.ES256) {
                    how = "signature flipped";
                }
                changes.add(how);
                breaks.add(how);
            }
            String token = token(key, changes, i);
            boolean theirs = admits(nimbus, token);
            Decision decision = ours.authorize(TestRequest.bearer(token)).await(10, TimeUnit.SECONDS);
            boolean us = decision instanceof Decision.Allow;
            assertThat(us && !theirs).as("only we admit %s", changes).isFalse();
            if (isBroken) {
                assertThat(us).as("we admit %s", changes).isFalse();
                kinds.add(decision.reason().word());
                broken++;
            } else {
                assertThat(theirs).as("Nimbus refuses %s", changes).isTrue();
                assertThat(decision.reason()).as("we refuse %s", changes).isEqualTo(Reason.ALLOWED);
                admitted++;
            }
        }
        ours.close();
        vertx.close().await(10, TimeUnit.SECONDS);
        assertThat(broken + admitted).isEqualTo(TOKENS).isGreaterThanOrEqualTo(5_000);
        assertThat(breaks).as("every break was tried").hasSameElementsAs(BREAKS).hasSizeGreaterThanOrEqualTo(15);
        assertThat(broken).isGreaterThan(TOKENS * 2 / 5);
        assertThat(admitted).isGreaterThan(TOKENS * 2 / 5);
        assertThat(kinds).hasSizeGreaterThanOrEqualTo(9);
    }

    private static String token(SigningKey key, List<String> changes, int number) {
        JsonObject claims = new JsonObject()
                .put("iss", ISSUER)
                .put("aud", "notes")
                .put("sub", "user-" + number)
                .put("exp", NOW + 60)
                .put("iat", NOW);
        TokenCase made = new TokenCase(key, claims, NOW);
        changes.forEach(made::change);
        return made.token();
    }

    private static DefaultJWTProcessor<SecurityContext> nimbus(String jwks) throws Exception {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256),
                new ImmutableJWKSet<>(JWKSet.parse(jwks))));
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(
                        "notes", new JWTClaimsSet.Builder().issuer(ISSUER).build(), Set.of("exp")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(TestClock.START);
                    }
                };
        claims.setMaxClockSkew(0);
        processor.setJWTClaimsSetVerifier(claims);
        return processor;
    }

    private static boolean admits(DefaultJWTProcessor<SecurityContext> nimbus, String token) {
        try {
            nimbus.process(token, null);
            return true;
        } catch (Exception e) {
            return false;
        }
    }
}
