package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.sample.testing.RealComponents;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The {@code cognito-local} of npm as a process. Its state lives below its working directory, which is the only thing
 * that selects it; the issuer of its tokens is set there, too.
 */
final class CognitoLocal implements AutoCloseable {

    private final Process process;
    private final Path log;
    private final int port;

    private CognitoLocal(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Tokens of one sign-in. */
    record Session(String id, String access) {}

    /** Starts in an empty directory. */
    static CognitoLocal start(Path directory) {
        Path modules = RealComponents.requireNode("cognito-local", "amazon-cognito-identity-js");
        int port = freePort();
        JsonObject config = new JsonObject()
                .put("TokenConfig", new JsonObject().put("IssuerDomain", "http://127.0.0.1:" + port))
                .put(
                        "ServerConfig",
                        new JsonObject().put("hostname", "127.0.0.1").put("port", port))
                // Users choose their names; by default it wants mail addresses and names users by random ids.
                .put("UserPoolDefaults", new JsonObject().putNull("UsernameAttributes"));
        Path log = directory.resolve("cognito-local.log");
        try {
            Files.createDirectories(directory.resolve(".cognito"));
            Files.writeString(directory.resolve(".cognito/config.json"), config.encode());
            Process process = new ProcessBuilder(
                            "node",
                            modules.resolve("node_modules/cognito-local/lib/bin/start.js")
                                    .toString())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            CognitoLocal local = new CognitoLocal(process, log, port);
            Await.until("cognito-local answers", local::isUp);
            return local;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isUp() {
        if (!process.isAlive()) {
            throw new AssertionError("cognito-local ended: " + log());
        }
        try {
            return Call.to(port, "/health").get().statusCode() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a pool; returns its id. */
    String createPool(String name) {
        return ask("CreateUserPool", new JsonObject().put("PoolName", name))
                .getJsonObject("UserPool")
                .getString("Id");
    }

    /** Makes an app client whose tokens live ten minutes; returns its id. */
    String createClient(String pool, String name) {
        JsonObject client = new JsonObject()
                .put("UserPoolId", pool)
                .put("ClientName", name)
                .put("ExplicitAuthFlows", new JsonArray().add("ALLOW_USER_PASSWORD_AUTH"))
                .put("IdTokenValidity", 10)
                .put("AccessTokenValidity", 10)
                .put(
                        "TokenValidityUnits",
                        new JsonObject().put("IdToken", "minutes").put("AccessToken", "minutes"));
        return ask("CreateUserPoolClient", client)
                .getJsonObject("UserPoolClient")
                .getString("ClientId");
    }

    /** Makes a confirmed user. */
    void createUser(String pool, String name, String password) {
        JsonArray attributes = new JsonArray()
                .add(new JsonObject().put("Name", "email").put("Value", name + "@example.com"))
                .add(new JsonObject().put("Name", "email_verified").put("Value", "true"));
        ask(
                "AdminCreateUser",
                new JsonObject()
                        .put("UserPoolId", pool)
                        .put("Username", name)
                        .put("UserAttributes", attributes)
                        .put("MessageAction", "SUPPRESS"));
        ask(
                "AdminSetUserPassword",
                new JsonObject()
                        .put("UserPoolId", pool)
                        .put("Username", name)
                        .put("Password", password)
                        .put("Permanent", true));
    }

    private JsonObject ask(String action, JsonObject body) {
        HttpResponse<String> answer = Call.to(port, "/")
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "AWSCognitoIdentityProviderService." + action)
                .post(body.encode());
        assertThat(answer.statusCode())
                .as(action + ": " + answer.body() + log())
                .isEqualTo(200);
        return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
    }

    /** Signs in with Cognito's own client library by user name and password, as there is no SRP here. */
    Session signIn(String pool, String client, String name, String password) {
        RealComponents.Outcome outcome = RealComponents.runNode(
                "pool-client.cjs",
                Map.of(
                        "ENDPOINT", "http://127.0.0.1:" + port + "/",
                        "POOL", pool,
                        "CLIENT", client,
                        "USERNAME", name,
                        "PASSWORD", password,
                        "STEP", "password"));
        assertThat(outcome.exit()).as(outcome.out() + outcome.err() + log()).isZero();
        JsonObject tokens = new JsonObject(outcome.out());
        return new Session(tokens.getString("id"), tokens.getString("access"));
    }

    /** The claim {@code iss} of a pool's tokens. */
    String issuer(String pool) {
        return "http://127.0.0.1:" + port + "/" + pool;
    }

    /** Where a pool's keys are. */
    String jwks(String pool) {
        return issuer(pool) + "/.well-known/jwks.json";
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
