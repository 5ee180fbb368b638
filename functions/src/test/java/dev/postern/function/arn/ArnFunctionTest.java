package dev.postern.function.arn;

import static dev.postern.function.testing.ToldEndpoint.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.function.Invocation;
import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Fault;
import dev.postern.function.http.Endpoint;
import dev.postern.function.http.HttpCaller;
import dev.postern.function.testing.ToldEndpoint;
import dev.postern.function.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** The Invoke API as a local server sees it, which checks every signature by itself. */
@Tag("socket")
class ArnFunctionTest {

    private static final Duration LONG = Duration.ofSeconds(15);
    private static final String ARN = "arn:aws:lambda:eu-west-1:123456789012:function:auth";
    private static final AwsCredentialsIdentity KEYS = AwsCredentialsIdentity.create("AKIDEXAMPLE", "very/secret+key");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T10:15:30Z"), ZoneOffset.UTC);

    private final Vertx vertx = Vertx.vertx();
    private final ToldEndpoint lambda = new ToldEndpoint(this::checked);
    private String answer = json(200, "X-Amz-Executed-Version: 7\r\n", "{\"isAuthorized\":true}");

    @AfterEach
    void close() {
        lambda.close();
        Waiting.result(vertx.close());
    }

    private String checked(ToldEndpoint.Seen request) {
        return SignatureCheck.isGood(request, "AKIDEXAMPLE", "very/secret+key", "eu-west-1", "lambda")
                ? answer
                : json(403, "x-amzn-ErrorType: InvalidSignatureException\r\n", "{}");
    }

    private ArnFunction function(String arn, boolean byName, Credentials credentials) {
        return new ArnFunction(
                "auth",
                FunctionArn.parse(arn),
                byName,
                new HttpCaller(
                        vertx,
                        new HttpCaller.Settings(
                                new Endpoint(false, "127.0.0.1", lambda.port()),
                                null,
                                null,
                                1000,
                                10,
                                Duration.ofSeconds(4))),
                credentials,
                CLOCK);
    }

    private Outcome invoke(ArnFunction function) {
        return Waiting.result(function.invoke(new Invocation(
                Buffer.buffer("{\"type\":\"TOKEN\",\"ü\":1}"), LONG, "Root=1-67891233-abcdef012345678912345678")));
    }

    private static Credentials fixed(AwsCredentialsIdentity keys) {
        return () -> Future.succeededFuture(keys);
    }

    @Test
    void a_call_is_signed_and_its_body_is_the_answer() {
        assertThat(invoke(function(ARN, true, fixed(KEYS))))
                .isEqualTo(new Outcome.Returned(Buffer.buffer("{\"isAuthorized\":true}")));
        ToldEndpoint.Seen seen = lambda.seen().get(0);
        assertThat(seen.line()).isEqualTo("POST /2015-03-31/functions/auth/invocations HTTP/1.1");
        assertThat(seen.body()).isEqualTo("{\"type\":\"TOKEN\",\"ü\":1}");
        assertThat(seen.headers())
                .containsEntry("x-amz-date", "20261120T101530Z")
                .containsEntry("x-amz-invocation-type", "RequestResponse")
                .containsEntry("content-type", "application/json")
                .containsEntry("x-amzn-trace-id", "Root=1-67891233-abcdef012345678912345678")
                .doesNotContainKey("x-amz-security-token");
    }

    @Test
    void the_check_of_signatures_can_fail() {
        ArnFunction other = function(ARN, true, fixed(AwsCredentialsIdentity.create("AKIDEXAMPLE", "another")));
        assertThat(invoke(other))
                .isEqualTo(new Outcome.Failed(Fault.REFUSED, "the endpoint answered 403 InvalidSignatureException"));
        invoke(function(ARN, true, fixed(KEYS)));
        ToldEndpoint.Seen good = lambda.seen().get(1);
        assertThat(checked(good)).isEqualTo(answer);
        assertThat(checked(new ToldEndpoint.Seen(good.line(), good.headers(), good.body() + " ")))
                .isNotEqualTo(answer);
        assertThat(checked(new ToldEndpoint.Seen(good.line().replace("auth", "other"), good.headers(), good.body())))
                .isNotEqualTo(answer);
        Map<String, String> headers = new TreeMap<>(good.headers());
        headers.put("host", "lambda.eu-west-1.amazonaws.com");
        assertThat(checked(new ToldEndpoint.Seen(good.line(), headers, good.body())))
                .isNotEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({"live, live", "7, 7", "$LATEST, %24LATEST"})
    void a_qualifier_is_sent_and_signed(String qualifier, String sent) {
        assertThat(invoke(function(ARN + ":" + qualifier, true, fixed(KEYS)))).isInstanceOf(Outcome.Returned.class);
        assertThat(lambda.seen().get(0).line())
                .isEqualTo("POST /2015-03-31/functions/auth/invocations?Qualifier=" + sent + " HTTP/1.1");
    }

    @Test
    void on_lambda_itself_a_function_is_asked_for_by_its_arn_so_that_its_account_counts() {
        assertThat(invoke(function(ARN + ":live", false, fixed(KEYS)))).isInstanceOf(Outcome.Returned.class);
        assertThat(lambda.seen().get(0).line())
                .isEqualTo("POST /2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Aauth"
                        + "/invocations?Qualifier=live HTTP/1.1");
    }

    @Test
    void a_session_token_is_sent_and_signed() {
        assertThat(invoke(function(
                        ARN,
                        true,
                        fixed(AwsSessionCredentialsIdentity.create("AKIDEXAMPLE", "very/secret+key", "session")))))
                .isInstanceOf(Outcome.Returned.class);
        assertThat(lambda.seen().get(0).headers()).containsEntry("x-amz-security-token", "session");
        assertThat(lambda.seen().get(0).headers().get("authorization")).contains("x-amz-security-token");
    }

    @Test
    void a_function_error_is_one_by_its_header() {
        answer = json(
                200,
                "X-Amz-Function-Error: Unhandled\r\n",
                "{\"errorMessage\":\"Unauthorized\",\"errorType\":\"Error\"}");
        assertThat(invoke(function(ARN, true, fixed(KEYS)))).isInstanceOfSatisfying(Outcome.Raised.class, raised -> {
            assertThat(raised.message()).isEqualTo("Unauthorized");
            assertThat(raised.type()).isEqualTo("Error");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidRequestContentException, REFUSED",
        "403, AccessDeniedException, REFUSED",
        "404, ResourceNotFoundException, REFUSED",
        "413, RequestTooLargeException, REFUSED",
        "429, TooManyRequestsException, REFUSED",
        "500, ServiceException, ENDPOINT_ERROR",
        "502, EC2ThrottledException, ENDPOINT_ERROR",
        "503, ServiceUnavailable, ENDPOINT_ERROR"
    })
    void errors_of_the_service_are_told_from_those_of_the_function(int status, String type, Fault fault) {
        answer = json(status, "x-amzn-ErrorType: " + type + "\r\n", "{\"Message\":\"no\"}");
        assertThat(invoke(function(ARN, true, fixed(KEYS))))
                .isEqualTo(new Outcome.Failed(fault, "the endpoint answered " + status + " " + type));
    }

    @Test
    void without_credentials_nothing_is_sent_and_the_reason_is_told() {
        Outcome none = invoke(function(ARN, true, () -> Future.failedFuture("the profile has no keys")));
        assertThat(none).isEqualTo(new Outcome.Failed(Fault.REFUSED, "no AWS credentials: the profile has no keys"));
        ArnFunction slow = function(
                ARN, true, () -> Promise.<AwsCredentialsIdentity>promise().future());
        Outcome late = Waiting.result(slow.invoke(new Invocation(Buffer.buffer("{}"), Duration.ofMillis(20), null)));
        assertThat(late).isEqualTo(new Outcome.Failed(Fault.REFUSED, "no AWS credentials in time"));
        assertThat(lambda.seen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:lambda:us-east-1:000000000000:function:a, https://lambda.us-east-1.amazonaws.com:443",
        "arn:aws-cn:lambda:cn-north-1:000000000000:function:a, https://lambda.cn-north-1.amazonaws.com.cn:443",
        "arn:aws-us-gov:lambda:us-gov-west-1:000000000000:function:a, https://lambda.us-gov-west-1.amazonaws.com:443"
    })
    void the_endpoint_is_that_of_the_function_s_region(String arn, String endpoint) {
        assertThat(ArnFunction.endpoint(FunctionArn.parse(arn))).hasToString(endpoint);
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:lambda:us-east-1:000000000000:function:",
        "arn:aws:lambda:us-east-1:00000000000:function:a",
        "arn:aws:lambda::000000000000:function:a",
        "arn:aws:lambda:us-east-1:000000000000:layer:a",
        "arn:aws:lambda:us-east-1.evil.example:000000000000:function:a",
        "arn:aws:lambda:us-east-1:000000000000:function:a/b",
        "arn:aws:lambda:us-east-1:000000000000:function:a:b:c",
        "arn:aws:s3:::a",
        "auth"
    })
    void what_is_no_arn_of_a_function_is_refused(String text) {
        assertThat(FunctionArn.parse(text)).isNull();
    }
}
