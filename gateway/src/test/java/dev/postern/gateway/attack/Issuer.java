package dev.postern.gateway.attack;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;

/** An issuer of tokens with a key made when it is first used, whose public half lies in a file. */
public final class Issuer {

    public static final String NAME = "https://issuer.example/";

    private static final RSAKey KEY = newKey();

    private Issuer() {}

    /** Writes the key set into a directory. */
    public static Path keySet(Path directory) {
        try {
            return Files.writeString(directory.resolve("jwks.json"), new JWKSet(KEY.toPublicJWK()).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the public key into a directory, as {@code public.pem}. */
    public static Path publicPem(Path directory) {
        try {
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(KEY.toPublicKey().getEncoded());
            return Files.writeString(
                    directory.resolve("public.pem"),
                    "-----BEGIN PUBLIC KEY-----\n" + text + "\n-----END PUBLIC KEY-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a key set holds after an issuer took up a kind of key that nobody here knows (R2). */
    public static String oddKeys() {
        return "{\"keys\":[{\"kty\":\"LATTICE\",\"kid\":\"q1\",\"use\":\"sig\",\"alg\":\"LS512\",\"x\":\"AAAA\"}]}";
    }

    /** Serves {@link #oddKeys}. */
    static ScriptedUpstream oddKeySet() {
        ScriptedUpstream server = new ScriptedUpstream();
        String answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + oddKeys().length() + "\r\n\r\n" + oddKeys();
        server.begin(List.of(new ScriptedUpstream.Answer(answer, ScriptedUpstream.Then.KEEP, false)));
        return server;
    }

    /** A token for the audience {@code notes}, good for ten minutes. */
    public static String token(String subject, String email) {
        return sign(claims(subject).claim("email", email).claim("email_verified", true), 600);
    }

    /** The same without an e-mail address. */
    public static String token(String subject) {
        return sign(claims(subject), 600);
    }

    /** A token that was good until an hour ago. */
    public static String expired(String subject) {
        return sign(claims(subject), -3600);
    }

    /** A token of another issuer, good for ten minutes. */
    public static String tokenOf(String issuer, String subject) {
        return sign(claims(subject).issuer(issuer), 600);
    }

    private static JWTClaimsSet.Builder claims(String subject) {
        return new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience("notes")
                .subject(subject)
                .claim("preferred_username", subject);
    }

    private static String sign(JWTClaimsSet.Builder claims, long seconds) {
        try {
            Date expiry = Date.from(Instant.now().plusSeconds(seconds));
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(KEY.getKeyID())
                            .build(),
                    claims.expirationTime(expiry).build());
            token.sign(new RSASSASigner(KEY));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key itself, to forge with. */
    static RSAKey key() {
        return KEY;
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
