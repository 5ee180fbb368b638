package dev.postern.gateway.cli;

import dev.postern.sample.pool.KeyFile;
import dev.postern.sample.pool.SigningKey;
import dev.postern.sample.pool.TokenMint;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code token}: mints a token for development, or prints the key set that verifies it. It says whatever it is told to
 * say: tokens that must be refused are minted here too. Exit 1 when the key file cannot be used.
 */
@Command(
        name = "token",
        description = {"Mint a development token with a key of your own, or print the key set that goes with it.", ""})
final class TokenCommand implements Callable<Integer> {

    private static final long LIFETIME_SECONDS = 3600;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "The private key: PEM or JWK; RSA signs RS256, EC on P-256 signs ES256.")
    private Path key;

    @Option(names = "--new", description = "Make the key first; a file that exists is never overwritten.")
    private boolean make;

    @Option(
            names = "--algorithm",
            paramLabel = "RS256|ES256",
            defaultValue = "RS256",
            description = "Of a new key: ${DEFAULT-VALUE} unless given.")
    private SigningKey.Algorithm algorithm;

    @Option(names = "--issuer", paramLabel = "URL", description = "The claim iss.")
    private String issuer;

    @Option(
            names = "--claim",
            paramLabel = "NAME=VALUE",
            description = "A claim; a value that is JSON is taken as such, anything else as text, null leaves the"
                    + " claim out. There are sub, iat, exp (an hour) and jti without it.")
    private List<String> claims = new ArrayList<>();

    @Option(names = "--jwks", description = "Print the key set (JWKS) instead of a token.")
    private boolean keySet;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (issuer == null && !keySet) {
            err.println("postern: a token needs an --issuer (or ask for the key set: --jwks)");
            return Exit.BAD_CONFIGURATION;
        }
        JsonObject content = defaults();
        for (String claim : claims) {
            int equals = claim.indexOf('=');
            if (equals < 1) {
                err.println("postern: a claim is written as NAME=VALUE, not as '" + claim + "'");
                return Exit.BAD_CONFIGURATION;
            }
            set(content, claim.substring(0, equals), claim.substring(equals + 1));
        }
        KeyFile.Outcome outcome = make ? KeyFile.create(key, algorithm) : KeyFile.read(key);
        if (outcome instanceof KeyFile.Outcome.Usable usable) {
            out.println(
                    keySet
                            ? TokenMint.keySet(List.of(usable.key())).encodePrettily()
                            : TokenMint.sign(usable.key(), content));
            out.flush();
            return Exit.OK;
        }
        err.println("postern: " + ((KeyFile.Outcome.Unusable) outcome).problem());
        return Exit.FAILED;
    }

    private JsonObject defaults() {
        long now = Instant.now().getEpochSecond();
        return new JsonObject()
                .put("iss", issuer)
                .put("sub", "developer")
                .put("iat", now)
                .put("exp", now + LIFETIME_SECONDS)
                .put("jti", UUID.randomUUID().toString());
    }

    private static void set(JsonObject content, String name, String text) {
        Object value;
        try {
            value = Json.decodeValue(text);
        } catch (DecodeException e) {
            value = text;
        }
        if (value == null) {
            content.remove(name);
        } else {
            content.put(name, value);
        }
    }
}
