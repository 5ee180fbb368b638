package dev.postern.sample.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    @Test
    void a_new_key_file_is_the_owners_alone_and_reads_back() throws Exception {
        for (SigningKey.Algorithm algorithm : SigningKey.Algorithm.values()) {
            Path file = directory.resolve(algorithm.name());
            SigningKey made = usable(KeyFile.create(file, algorithm));
            SigningKey read = usable(KeyFile.read(file));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(read.publicJwk()).isEqualTo(made.publicJwk());
            assertThat(read.algorithm()).isEqualTo(algorithm);
            assertThat(made.verifies(MESSAGE, read.sign(MESSAGE))).isTrue();
            assertThat(problem(KeyFile.create(file, algorithm)))
                    .isEqualTo(file + " exists already and is not overwritten");
        }
    }

    @Test
    void the_older_pem_forms_are_read_too() throws Exception {
        KeyPair rsa = rsa(2048);
        byte[] pkcs1 = inner(rsa.getPrivate().getEncoded());
        assertThat(usable(write("RSA PRIVATE KEY", pkcs1)).publicKey()).isEqualTo(rsa.getPublic());
        KeyPair ec = ec("secp256r1");
        byte[] sec1 = withParameters(((ECPrivateKey) ec.getPrivate()).getS());
        ECPublicKey read = (ECPublicKey) usable(write("EC PRIVATE KEY", sec1)).publicKey();
        assertThat(read.getW()).isEqualTo(((ECPublicKey) ec.getPublic()).getW());
    }

    @Test
    void private_jwks_are_read_and_keep_their_kid() throws Exception {
        RSAPrivateCrtKey rsa = (RSAPrivateCrtKey) rsa(2048).getPrivate();
        JsonObject full = new JsonObject()
                .put("kty", "RSA")
                .put("kid", "mine")
                .put("alg", "RS256")
                .put("n", base64(rsa.getModulus()))
                .put("e", base64(rsa.getPublicExponent()))
                .put("d", base64(rsa.getPrivateExponent()));
        assertThat(usable(write(full)).kid()).isEqualTo("mine");
        full.put("p", base64(rsa.getPrimeP()))
                .put("q", base64(rsa.getPrimeQ()))
                .put("dp", base64(rsa.getPrimeExponentP()))
                .put("dq", base64(rsa.getPrimeExponentQ()))
                .put("qi", base64(rsa.getCrtCoefficient()));
        assertThat(usable(write(full)).kid()).isEqualTo("mine");
        KeyPair ec = ec("secp256r1");
        SigningKey read = usable(write(jwk(ec)));
        assertThat(read.publicJwk()).isEqualTo(SigningKey.of(ec, null).publicJwk());
        assertThat(read.sign(MESSAGE)).hasSize(64);
    }

    @Test
    void halves_that_do_not_belong_together_are_refused() throws Exception {
        JsonObject mixed = jwk(ec("secp256r1")).put("d", jwk(ec("secp256r1")).getString("d"));
        assertThat(problem(write(mixed))).endsWith("holds a private key and a public key that do not belong together");
    }

    @Test
    void what_is_no_usable_key_is_refused_in_words() throws Exception {
        assertThat(problem(KeyFile.read(directory.resolve("none")))).endsWith("none does not exist");
        assertThat(problem(text("hello")))
                .endsWith("is neither PEM nor a JWK; it must hold a private key, RSA or EC P-256");
        assertThat(problem(text("{"))).endsWith("begins like a JWK but is not valid JSON");
        assertThat(problem(text("a".repeat(70_000)))).endsWith("is larger than any key");
        assertThat(problem(write("PRIVATE KEY", rsa(1024).getPrivate().getEncoded())))
                .contains("holds an RSA key of 1024 bits; RS256 wants 2048 or more");
        assertThat(problem(write("PRIVATE KEY", ec("secp384r1").getPrivate().getEncoded())))
                .endsWith("holds a key that is neither RSA nor EC P-256");
        assertThat(problem(write("PUBLIC KEY", rsa(2048).getPublic().getEncoded())))
                .endsWith("holds a PUBLIC KEY but no private key");
        assertThat(problem(write("ENCRYPTED PRIVATE KEY", new byte[9]))).contains("is encrypted; decrypt it first");
        assertThat(problem(write("RSA PRIVATE KEY", new byte[9])))
                .endsWith("holds a private key that cannot be decoded");
    }

    @Test
    void a_jwk_of_another_kind_is_refused_in_words() throws Exception {
        assertThat(problem(write(new JsonObject().put("keys", "")))).endsWith("it must hold a single private JWK");
        JsonObject ec = jwk(ec("secp256r1"));
        assertThat(problem(write(ec.copy().put("crv", "P-384")))).endsWith("is an EC key, but not for ES256 on P-256");
        assertThat(problem(write(ec.copy().put("kty", "oct")))).endsWith("is a JWK whose kty is neither RSA nor EC");
        assertThat(problem(write(ec.copy().put("x", "!!"))))
                .endsWith("is a JWK with a member that is missing or malformed");
        assertThat(problem(write(ec.copy().put("d", "AA")))).endsWith("is an EC key whose d is out of range for P-256");
        ec.remove("d");
        assertThat(problem(write(ec))).endsWith("is a JWK without d, so it is not a private key");
    }

    @Test
    void a_key_without_a_kid_is_named_by_its_thumbprint() throws Exception {
        // The example of RFC 7638 section 3.1.
        String modulus =
                "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXj"
                        + "BZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb"
                        + "9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF4"
                        + "4-csFCur-kEgU8awapJzKnqDKgw";
        BigInteger n = new BigInteger(1, Base64.getUrlDecoder().decode(modulus));
        java.security.PublicKey key = java.security.KeyFactory.getInstance("RSA")
                .generatePublic(new java.security.spec.RSAPublicKeySpec(n, BigInteger.valueOf(65537)));
        SigningKey named = SigningKey.of(new KeyPair(key, rsa(2048).getPrivate()), null);
        assertThat(named.kid()).isEqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    private KeyFile.Outcome write(String type, byte[] der) throws Exception {
        String base64 = Base64.getMimeEncoder().encodeToString(der);
        return text("-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
    }

    private KeyFile.Outcome write(JsonObject jwk) throws Exception {
        return text(jwk.encodePrettily());
    }

    private KeyFile.Outcome text(String text) throws Exception {
        return KeyFile.read(Files.writeString(directory.resolve("key"), text));
    }

    private static SigningKey usable(KeyFile.Outcome outcome) {
        assertThat(outcome).isInstanceOf(KeyFile.Outcome.Usable.class);
        return ((KeyFile.Outcome.Usable) outcome).key();
    }

    private static String problem(KeyFile.Outcome outcome) {
        assertThat(outcome).isInstanceOf(KeyFile.Outcome.Unusable.class);
        return ((KeyFile.Outcome.Unusable) outcome).problem();
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static KeyPair ec(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    /** The content of the last OCTET STRING of a PKCS #8 RSA key: the same key as PKCS #1. */
    private static byte[] inner(byte[] pkcs8) {
        int at = 4 + 3 + 15 + 4;
        return Arrays.copyOfRange(pkcs8, at, pkcs8.length);
    }

    /** ECPrivateKey of RFC 5915 with its parameters, as openssl ecparam -genkey writes it. */
    private static byte[] withParameters(BigInteger scalar) {
        String hex = String.format("%064x", scalar);
        return HexFormat.of().parseHex("3031" + "020101" + "0420" + hex + "a00a" + "06082a8648ce3d030107");
    }

    private static JsonObject jwk(KeyPair pair) {
        return SigningKey.of(pair, null).publicJwk().put("d", base64(((ECPrivateKey) pair.getPrivate()).getS()));
    }

    private static String base64(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int skip = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, skip, bytes.length));
    }
}
