package dev.postern.function.arn;

import dev.postern.function.Invocation;
import dev.postern.function.LambdaFunction;
import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Fault;
import dev.postern.function.http.AnswerReader;
import dev.postern.function.http.Endpoint;
import dev.postern.function.http.HttpCaller;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * A function on AWS Lambda: {@code POST /2015-03-31/functions/NAME/invocations} of the Invoke API, signed with
 * Signature Version 4. Signing takes no input or output and happens on the caller's event loop; credentials do not.
 */
public final class ArnFunction implements LambdaFunction {

    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

    private final String name;
    private final FunctionArn arn;
    private final String path;
    private final HttpCaller caller;
    private final Credentials credentials;
    private final Clock clock;

    /**
     * @param byName asks for the function by its bare name, as local stand-ins of Lambda know it, instead of its ARN
     * @param caller closed with the function
     * @param credentials closed with the function
     * @param clock dates signatures; AWS refuses those that are five minutes off
     */
    public ArnFunction(
            String name, FunctionArn arn, boolean byName, HttpCaller caller, Credentials credentials, Clock clock) {
        this.name = name;
        this.arn = arn;
        this.path = "/2015-03-31/functions/"
                + (byName ? arn.name() : URLEncoder.encode(arn.unqualified(), StandardCharsets.US_ASCII))
                + "/invocations";
        this.caller = caller;
        this.credentials = credentials;
        this.clock = clock;
    }

    /** Lambda's own endpoint in the function's region. */
    public static Endpoint endpoint(FunctionArn arn) {
        String suffix = PartitionMetadata.of(Region.of(arn.region())).dnsSuffix();
        return new Endpoint(true, "lambda." + arn.region() + "." + suffix, 443);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Future<Outcome> invoke(Invocation invocation) {
        Future<AwsCredentialsIdentity> keys = credentials.current();
        if (keys.succeeded()) {
            return send(keys.result(), invocation, invocation.patience());
        }
        long since = System.nanoTime();
        return keys.timeout(Math.max(1, invocation.patience().toMillis()), TimeUnit.MILLISECONDS)
                .transform(had -> {
                    Duration left = invocation.patience().minusNanos(System.nanoTime() - since);
                    if (had.failed() || left.isNegative() || left.isZero()) {
                        return Future.succeededFuture(new Outcome.Failed(Fault.REFUSED, without(had.cause())));
                    }
                    return send(had.result(), invocation, left);
                });
    }

    /** Messages of the SDK name what was looked at, no secret. */
    private static String without(Throwable cause) {
        return cause == null || cause instanceof TimeoutException
                ? "no AWS credentials in time"
                : "no AWS credentials: " + cause.getMessage();
    }

    private Future<Outcome> send(AwsCredentialsIdentity keys, Invocation invocation, Duration patience) {
        byte[] event = invocation.event().getBytes();
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .protocol(caller.endpoint().tls() ? "https" : "http")
                .host(host(caller.endpoint()))
                .port(caller.endpoint().port())
                .encodedPath(path)
                .putHeader("Content-Type", "application/json")
                .putHeader("X-Amz-Invocation-Type", "RequestResponse");
        if (arn.qualifier() != null) {
            request.putRawQueryParameter("Qualifier", arn.qualifier());
        }
        SdkHttpRequest signed = SIGNER.sign(sign -> sign.identity(keys)
                        .request(request.build())
                        .payload(ContentStreamProvider.fromByteArray(event))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, arn.region())
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
                .request();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (Map.Entry<String, List<String>> header : signed.headers().entrySet()) {
            // The client writes the same by itself.
            if (!header.getKey().equalsIgnoreCase("host")) {
                headers.add(header.getKey(), header.getValue());
            }
        }
        headers.add("user-agent", "postern");
        if (invocation.trace() != null) {
            headers.add("X-Amzn-Trace-Id", invocation.trace());
        }
        String target = arn.qualifier() == null
                ? path
                : path + "?Qualifier=" + URLEncoder.encode(arn.qualifier(), StandardCharsets.US_ASCII);
        return caller.post(target, headers, invocation.event(), patience).map(AnswerReader::outcome);
    }

    private static String host(Endpoint endpoint) {
        return endpoint.host().indexOf(':') < 0 ? endpoint.host() : "[" + endpoint.host() + "]";
    }

    @Override
    public Future<Optional<String>> probe() {
        return caller.probe();
    }

    @Override
    public Future<Void> close() {
        credentials.close();
        return caller.close();
    }
}
