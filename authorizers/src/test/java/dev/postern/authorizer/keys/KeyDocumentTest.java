package dev.postern.authorizer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Reason;
import dev.postern.authorizer.testing.CaseTable;
import dev.postern.authorizer.testing.SigningKey;
import dev.postern.authorizer.token.SignatureAlgorithm;
import dev.postern.authorizer.token.TokenReader;
import dev.postern.authorizer.token.UnverifiedToken;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class KeyDocumentTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Set<SignatureAlgorithm> ALL = EnumSet.allOf(SignatureAlgorithm.class);

    @AfterAll
    static void close() throws Exception {
        VERTX.close().await(10, TimeUnit.SECONDS);
    }

    static List<CaseTable.Case> cases() {
        return CaseTable.read(KeyDocumentTest.class, "jwks.txt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void a_key_is(CaseTable.Case one) {
        Object key = SigningKey.rsa("k1").jwk();
        for (String change : one.changes()) {
            if (change.equals("key 7")) {
                key = 7;
            } else if (change.equals("key RSA1024")) {
                key = SigningKey.of("k1", "weak", SignatureAlgorithm.RS256, 1024)
                        .jwk();
            } else if (change.equals("key ROCA")) {
                key = SigningKey.rsa("k1").jwk().put("n", rocaModulus());
            } else if (change.startsWith("key ")) {
                key = SigningKey.of("k1", SignatureAlgorithm.of(change.substring(4)))
                        .jwk();
            } else if (change.endsWith(" removed")) {
                ((JsonObject) key).remove(change.substring(0, change.length() - " removed".length()));
            } else {
                int equals = change.indexOf(" = ");
                Object value = new JsonArray("[" + change.substring(equals + 3) + "]").getValue(0);
                ((JsonObject) key).put(change.substring(0, equals), value);
            }
        }
        KeyDocument alone = read(ALL, key);
        KeyDocument beside = read(ALL, key, SigningKey.rsa("good").jwk());
        if (one.expected().equals("usable")) {
            assertThat(alone.problem()).isNull();
            assertThat(alone.keys()).containsOnlyKeys("k1");
            assertThat(beside.keys()).containsOnlyKeys("k1", "good");
        } else {
            assertThat(alone.problem()).isEqualTo("has no usable key (key 0: " + one.expected() + ")");
            assertThat(alone.keys()).isEmpty();
            assertThat(beside.problem()).isNull();
            assertThat(beside.keys()).containsOnlyKeys("good");
            assertThat(beside.dropped()).containsExactly("key 0: " + one.expected());
        }
    }

    /** 2048 bits that are a power of 65537 modulo every prime up to 167, as those keys are. */
    private static String rocaModulus() {
        BigInteger primes = BigInteger.ONE;
        for (BigInteger p = BigInteger.TWO; p.intValue() <= 167; p = p.nextProbablePrime()) {
            primes = primes.multiply(p);
        }
        BigInteger power = BigInteger.valueOf(65537).modPow(BigInteger.valueOf(12345), primes);
        BigInteger modulus = BigInteger.ONE
                .shiftLeft(2047)
                .divide(primes)
                .add(BigInteger.TEN)
                .multiply(primes)
                .add(power);
        return SigningKey.base64(Arrays.copyOfRange(modulus.toByteArray(), 1, 257));
    }

    @ParameterizedTest
    @EnumSource(
            value = SignatureAlgorithm.class,
            names = {"ES256", "ES384", "ES512"})
    @DisplayName("ECDSA signatures out of range are refused (SR-84, CVE-2022-21449)")
    void ecdsa_signatures_out_of_range_are_refused(SignatureAlgorithm algorithm) {
        SigningKey signer = SigningKey.of("k1", algorithm);
        VerificationKey key = read(ALL, signer.jwk()).keys().get("k1");
        String input = SigningKey.base64(signer.header().encode()) + "." + SigningKey.base64("{}");
        byte[] good = signer.sign(input);
        int half = good.length / 2;
        byte[] order = ((ECPublicKey) signer.publicKey()).getParams().getOrder().toByteArray();
        byte[] n = new byte[half];
        int length = Math.min(half, order.length);
        System.arraycopy(order, order.length - length, n, half - length, length);
        byte[] zero = new byte[half];
        byte[] ones = new byte[half];
        Arrays.fill(ones, (byte) 0xff);
        byte[] r = Arrays.copyOf(good, half);
        byte[] s = Arrays.copyOfRange(good, half, good.length);
        assertThat(check(key, signer, input, r, s)).isNull();
        for (byte[] wrong : new byte[][] {zero, n, ones}) {
            assertThat(check(key, signer, input, wrong, s)).isEqualTo(Reason.SIGNATURE_INVALID);
            assertThat(check(key, signer, input, r, wrong)).isEqualTo(Reason.SIGNATURE_INVALID);
            assertThat(check(key, signer, input, wrong, wrong)).isEqualTo(Reason.SIGNATURE_INVALID);
        }
        assertThat(check(key, signer, input, s, r)).isEqualTo(Reason.SIGNATURE_INVALID);
    }

    private static Reason check(VerificationKey key, SigningKey signer, String input, byte[] r, byte[] s) {
        byte[] signature = Arrays.copyOf(r, r.length + s.length);
        System.arraycopy(s, 0, signature, r.length, s.length);
        return key.check(new UnverifiedToken(
                input + "." + SigningKey.base64(signature), signer.algorithm(), "k1", signature.length, Map.of()));
    }

    @Test
    @DisplayName("keys that share a kid are all left out (SR-83)")
    void keys_that_share_a_kid_are_all_left_out() {
        KeyDocument document = read(
                ALL,
                SigningKey.of("k1", "one", SignatureAlgorithm.RS256, 2048).jwk(),
                SigningKey.of("k1", "two", SignatureAlgorithm.RS256, 2048).jwk(),
                SigningKey.of("k1", SignatureAlgorithm.ES256).jwk(),
                SigningKey.rsa("good").jwk());
        assertThat(document.keys()).containsOnlyKeys("good");
        assertThat(document.dropped()).containsExactly("several keys have one kid");
    }

    @Test
    void a_kid_shared_with_an_encryption_key_is_no_conflict() {
        KeyDocument document =
                read(ALL, SigningKey.rsa("k1").jwk(), SigningKey.rsa("k1").jwk().put("use", "enc"));
        assertThat(document.keys()).containsOnlyKeys("k1");
    }

    @Test
    void a_key_without_alg_serves_only_the_algorithms_that_are_allowed() {
        JsonObject jwk = SigningKey.rsa("k1").jwk();
        jwk.remove("alg");
        VerificationKey key = read(EnumSet.of(SignatureAlgorithm.RS256, SignatureAlgorithm.RS512), jwk)
                .keys()
                .get("k1");
        assertThat(check(key, SignatureAlgorithm.RS256)).isNull();
        assertThat(check(key, SignatureAlgorithm.RS512)).isNull();
        assertThat(check(key, SignatureAlgorithm.RS384)).isEqualTo(Reason.ALGORITHM_REFUSED);
        assertThat(check(key, SignatureAlgorithm.PS256)).isEqualTo(Reason.ALGORITHM_REFUSED);
    }

    @Test
    @DisplayName("a key with alg serves this algorithm only (SR-77)")
    void a_key_with_alg_serves_this_algorithm_only() {
        VerificationKey key = read(ALL, SigningKey.rsa("k1").jwk()).keys().get("k1");
        assertThat(check(key, SignatureAlgorithm.RS256)).isNull();
        assertThat(check(key, SignatureAlgorithm.PS256)).isEqualTo(Reason.ALGORITHM_REFUSED);
    }

    @Test
    @DisplayName("a signature in another form is refused, and so is one of zeros (SR-84)")
    void a_signature_in_another_form_is_refused() {
        SigningKey signer = SigningKey.of("k1", SignatureAlgorithm.ES256);
        VerificationKey key = read(ALL, signer.jwk()).keys().get("k1");
        String input = SigningKey.base64(signer.header().encode()) + "." + SigningKey.base64("{}");
        byte[] raw = signer.sign(input);
        assertThat(key.check(opened(input + "." + SigningKey.base64(raw)))).isNull();
        assertThat(key.check(opened(input + "." + SigningKey.base64(der(raw)))))
                .as("DER, which the library would take")
                .isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(key.check(opened(input + "." + SigningKey.base64(new byte[64]))))
                .as("CVE-2022-21449")
                .isEqualTo(Reason.SIGNATURE_INVALID);
    }

    private static byte[] der(byte[] raw) {
        byte[] r = new BigInteger(1, Arrays.copyOf(raw, 32)).toByteArray();
        byte[] s = new BigInteger(1, Arrays.copyOfRange(raw, 32, 64)).toByteArray();
        ByteBuffer der = ByteBuffer.allocate(6 + r.length + s.length);
        der.put((byte) 0x30).put((byte) (4 + r.length + s.length));
        der.put((byte) 2).put((byte) r.length).put(r);
        der.put((byte) 2).put((byte) s.length).put(s);
        return der.array();
    }

    private static Reason check(VerificationKey key, SignatureAlgorithm algorithm) {
        SigningKey signer = SigningKey.of("k1", "k1", algorithm, 2048);
        return key.check(opened(signer.token(new JsonObject())));
    }

    private static UnverifiedToken opened(String token) {
        return (UnverifiedToken) new TokenReader(16 * 1024, ALL).read(token);
    }

    private static KeyDocument read(Set<SignatureAlgorithm> allowed, Object... keys) {
        String text = new JsonObject().put("keys", new JsonArray(List.of(keys))).encode();
        return KeyDocument.read(VERTX, text, allowed, 100);
    }
}
