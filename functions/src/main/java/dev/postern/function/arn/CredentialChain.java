package dev.postern.function.arn;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The AWS SDK's own search for credentials: environment, web identity (IRSA), profile file, container, instance
 * metadata. With a role, what it finds is only used to assume that role by STS.
 */
public final class CredentialChain {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration READ = Duration.ofSeconds(5);
    private static final Duration WHOLE = Duration.ofSeconds(15);

    private CredentialChain() {}

    /**
     * Credentials for calls in a region.
     *
     * @param role ARN of the role to assume; null for none
     */
    public static Credentials of(Vertx vertx, Clock clock, String region, String role) {
        return new RefreshedCredentials(vertx, clock, () -> role == null ? found() : assumed(region, role));
    }

    private static DefaultCredentialsProvider found() {
        return DefaultCredentialsProvider.builder().build();
    }

    private static AwsCredentialsProvider assumed(String region, String role) {
        DefaultCredentialsProvider own = found();
        SdkHttpClient http = new CappedHttpClient(UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT)
                .socketTimeout(READ)
                .build());
        StsClient sts = StsClient.builder()
                .region(Region.of(region))
                .credentialsProvider(own)
                .httpClient(http)
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .apiCallTimeout(WHOLE)
                        .build())
                .build();
        StsAssumeRoleCredentialsProvider assumed = StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(request -> request.roleArn(role).roleSessionName("postern"))
                .build();
        return new Assumed(assumed, sts, http, own);
    }

    /** Closes with the provider what it was made of. */
    private record Assumed(
            StsAssumeRoleCredentialsProvider provider, StsClient sts, SdkHttpClient http, SdkAutoCloseable own)
            implements AwsCredentialsProvider, SdkAutoCloseable {

        @Override
        public AwsCredentials resolveCredentials() {
            return provider.resolveCredentials();
        }

        @Override
        public void close() {
            provider.close();
            sts.close();
            http.close();
            own.close();
        }
    }
}
