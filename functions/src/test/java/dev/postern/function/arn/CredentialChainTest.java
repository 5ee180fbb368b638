package dev.postern.function.arn;

import static dev.postern.function.testing.ToldEndpoint.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.function.testing.ToldEndpoint;
import dev.postern.function.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * The SDK's search for credentials against stand-ins on loopback. Its settings are given as system properties, which it
 * reads beside the environment.
 */
@Tag("socket")
class CredentialChainTest {

    private static final String END = "2099-01-01T00:00:00Z";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final ToldEndpoint service = new ToldEndpoint(this::answer);
    private final List<String> set = new ArrayList<>();
    private Credentials credentials;
    private String stsAnswer = sts("AssumeRole");

    private static String sts(String action) {
        return "<" + action + "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" + action
                + "Result><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>"
                + "<SessionToken>role-session</SessionToken><Expiration>" + END + "</Expiration></Credentials></"
                + action
                + "Result></" + action + "Response>";
    }

    @BeforeEach
    void nothing_is_found_by_itself() {
        property("aws.disableEc2Metadata", "true");
        property("aws.sharedCredentialsFile", directory.resolve("none").toString());
        property("aws.configFile", directory.resolve("none").toString());
        property("aws.endpointUrlSts", "http://127.0.0.1:" + service.port());
    }

    @AfterEach
    void close() {
        if (credentials != null) {
            credentials.close();
        }
        service.close();
        set.forEach(System::clearProperty);
        Waiting.result(vertx.close());
    }

    private void property(String name, String value) {
        set.add(name);
        System.setProperty(name, value);
    }

    private String answer(ToldEndpoint.Seen request) {
        String path = request.line().split(" ")[1];
        String keys =
                "{\"Code\":\"Success\",\"Type\":\"AWS-HMAC\",\"AccessKeyId\":\"ASIAHOST\",\"SecretAccessKey\":\"host-secret\","
                        + "\"Token\":\"host-session\",\"Expiration\":\"" + END
                        + "\",\"LastUpdated\":\"2026-01-01T00:00:00Z\"}";
        if (path.equals("/latest/api/token")) {
            return json(200, "x-aws-ec2-metadata-token-ttl-seconds: 21600\r\n", "metadata-token");
        } else if (path.startsWith("/latest/meta-data/iam/security-credentials") && path.endsWith("/")) {
            return json(200, "", "the-role");
        } else if (path.startsWith("/latest/meta-data/iam/security-credentials") || path.equals("/container")) {
            return json(200, "", keys);
        }
        return json(200, "", stsAnswer);
    }

    private AwsCredentialsIdentity found(String role) {
        credentials = CredentialChain.of(vertx, Clock.systemUTC(), "eu-west-1", role);
        return Waiting.result(credentials.current());
    }

    private void own() {
        property("aws.accessKeyId", "AKIDOWN");
        property("aws.secretAccessKey", "own-secret");
    }

    @Test
    void keys_are_found_where_the_environment_has_them() {
        own();
        assertThat(found(null)).extracting(AwsCredentialsIdentity::accessKeyId).isEqualTo("AKIDOWN");
    }

    @Test
    void keys_are_found_in_a_profile_file() throws IOException {
        Path file = Files.writeString(
                directory.resolve("credentials"),
                "[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = file-secret\n");
        property("aws.sharedCredentialsFile", file.toString());
        assertThat(found(null).accessKeyId()).isEqualTo("AKIDFILE");
    }

    @Test
    void keys_are_found_by_the_container_s_endpoint() {
        property("aws.containerCredentialsFullUri", "http://127.0.0.1:" + service.port() + "/container");
        assertThat(found(null)).isInstanceOfSatisfying(AwsSessionCredentialsIdentity.class, keys -> {
            assertThat(keys.accessKeyId()).isEqualTo("ASIAHOST");
            assertThat(keys.sessionToken()).isEqualTo("host-session");
        });
    }

    @Test
    void keys_are_found_by_instance_metadata_of_the_second_version() {
        property("aws.disableEc2Metadata", "false");
        property("aws.ec2MetadataServiceEndpoint", "http://127.0.0.1:" + service.port());
        assertThat(found(null).accessKeyId()).isEqualTo("ASIAHOST");
        assertThat(service.seen().get(0).line()).startsWith("PUT /latest/api/token");
        assertThat(service.seen().get(1).headers()).containsEntry("x-aws-ec2-metadata-token", "metadata-token");
    }

    @Test
    void a_web_identity_is_exchanged_at_sts() throws IOException {
        stsAnswer = sts("AssumeRoleWithWebIdentity");
        property(
                "aws.webIdentityTokenFile",
                Files.writeString(directory.resolve("token"), "service-account-token")
                        .toString());
        property("aws.roleArn", "arn:aws:iam::123456789012:role/pod");
        property("aws.region", "eu-west-1");
        assertThat(found(null).accessKeyId()).isEqualTo("ASIAROLE");
        assertThat(service.seen().get(0).body())
                .contains("Action=AssumeRoleWithWebIdentity", "WebIdentityToken=service-account-token")
                .contains("RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fpod");
        assertThat(service.seen().get(0).headers()).doesNotContainKey("authorization");
    }

    @Test
    void a_role_is_assumed_with_a_request_that_is_signed_with_what_was_found() {
        own();
        assertThat(found("arn:aws:iam::123456789012:role/caller"))
                .isInstanceOfSatisfying(AwsSessionCredentialsIdentity.class, keys -> {
                    assertThat(keys.accessKeyId()).isEqualTo("ASIAROLE");
                    assertThat(keys.sessionToken()).isEqualTo("role-session");
                });
        ToldEndpoint.Seen seen = service.seen().get(0);
        assertThat(seen.body())
                .contains("Action=AssumeRole&", "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fcaller");
        assertThat(SignatureCheck.isGood(seen, "AKIDOWN", "own-secret", "eu-west-1", "sts"))
                .as("signed: %s", Map.copyOf(seen.headers()))
                .isTrue();
    }

    @Test
    @DisplayName("what STS answers is bounded (SR-63)")
    void what_sts_answers_is_bounded() {
        own();
        stsAnswer = sts("AssumeRole").replace("role-session", "x".repeat(CappedHttpClient.LIMIT));
        credentials =
                CredentialChain.of(vertx, Clock.systemUTC(), "eu-west-1", "arn:aws:iam::123456789012:role/caller");
        assertThat(Waiting.result(credentials.current().transform(had -> Future.succeededFuture(had)))
                        .failed())
                .isTrue();
    }

    @Test
    void nothing_found_is_told_with_the_places_that_were_looked_at_and_no_secret() {
        credentials = CredentialChain.of(vertx, Clock.systemUTC(), "eu-west-1", null);
        Throwable cause = Waiting.result(credentials.current().transform(had -> Future.succeededFuture(had)))
                .cause();
        assertThat(cause).hasMessageContaining("Unable to load credentials");
    }
}
