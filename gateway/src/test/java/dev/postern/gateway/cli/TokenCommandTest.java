package dev.postern.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Minted tokens, verified by another implementation. */
class TokenCommandTest {

    private static final String ISSUER = "http://127.0.0.1:9229/local";

    @TempDir
    private Path directory;

    private String key;

    @BeforeEach
    void name() {
        key = directory.resolve("key.pem").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256"})
    void a_token_of_a_new_key_is_verified_by_its_key_set(String algorithm) throws Exception {
        CommandRun minted = CommandRun.of("token", "--key", key, "--new", "--algorithm", algorithm, "--issuer", ISSUER);
        assertThat(minted.exit()).as(minted.err()).isZero();
        CommandRun published = CommandRun.of("token", "--key", key, "--jwks");
        assertThat(published.exit()).isZero();

        SignedJWT token = SignedJWT.parse(minted.out().strip());
        JWK jwk = JWKSet.parse(published.out()).getKeyByKeyId(token.getHeader().getKeyID());
        assertThat(jwk.isPrivate()).isFalse();
        JWSVerifier verifier =
                algorithm.equals("RS256") ? new RSASSAVerifier(jwk.toRSAKey()) : new ECDSAVerifier(jwk.toECKey());
        assertThat(token.verify(verifier)).isTrue();
        JWTClaimsSet claims = token.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(ISSUER);
        assertThat(claims.getSubject()).isEqualTo("developer");
        assertThat(claims.getJWTID()).isNotBlank();
        assertThat(claims.getExpirationTime().toInstant())
                .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3601));
    }

    @Test
    void claims_are_json_where_they_can_be_and_null_leaves_one_out() throws Exception {
        CommandRun minted = CommandRun.of(
                "token",
                "--key",
                key,
                "--new",
                "--issuer",
                ISSUER,
                "--claim",
                "aud=notes",
                "--claim",
                "groups=[\"a\",\"b\"]",
                "--claim",
                "admin=true",
                "--claim",
                "level=3",
                "--claim",
                "code=\"3\"",
                "--claim",
                "note=a=b",
                "--claim",
                "exp=null",
                "--claim",
                "sub=jdoe");
        assertThat(minted.exit()).as(minted.err()).isZero();
        JWTClaimsSet claims = SignedJWT.parse(minted.out().strip()).getJWTClaimsSet();
        assertThat(claims.getAudience()).isEqualTo(List.of("notes"));
        assertThat(claims.getClaim("groups")).isEqualTo(List.of("a", "b"));
        assertThat(claims.getClaim("admin")).isEqualTo(true);
        assertThat(claims.getClaim("level")).isEqualTo(3L);
        assertThat(claims.getClaim("code")).isEqualTo("3");
        assertThat(claims.getClaim("note")).isEqualTo("a=b");
        assertThat(claims.getSubject()).isEqualTo("jdoe");
        assertThat(claims.getExpirationTime()).isNull();
    }

    @Test
    void a_key_file_is_never_overwritten() {
        assertThat(CommandRun.of("token", "--key", key, "--new", "--jwks").exit())
                .isZero();
        String before = CommandRun.of("token", "--key", key, "--jwks").out();
        CommandRun again = CommandRun.of("token", "--key", key, "--new", "--jwks");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("exists already");
        assertThat(CommandRun.of("token", "--key", key, "--jwks").out()).isEqualTo(before);
    }

    @Test
    void a_key_that_is_not_there_is_exit_1() {
        CommandRun minted = CommandRun.of("token", "--key", key, "--issuer", ISSUER);
        assertThat(minted.exit()).isEqualTo(1);
        assertThat(minted.err()).contains("does not exist");
    }

    @Test
    void what_is_missing_or_malformed_is_exit_2() {
        assertThat(CommandRun.of("token").exit()).isEqualTo(2);
        assertThat(CommandRun.of("token", "--key", key).err()).contains("--issuer");
        assertThat(CommandRun.of("token", "--key", key).exit()).isEqualTo(2);
        assertThat(CommandRun.of("token", "--key", key, "--issuer", ISSUER, "--claim", "sub")
                        .exit())
                .isEqualTo(2);
        assertThat(CommandRun.of("token", "--key", key, "--new", "--algorithm", "none", "--issuer", ISSUER)
                        .exit())
                .isEqualTo(2);
    }
}
