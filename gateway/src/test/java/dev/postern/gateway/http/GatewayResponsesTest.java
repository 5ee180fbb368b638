package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.Reason;
import dev.postern.gateway.CaseTable;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GatewayResponsesTest {

    static Stream<CaseTable.Row> responses() {
        return CaseTable.rows("gateway-responses.txt");
    }

    @ParameterizedTest
    @MethodSource("responses")
    void every_answer_has_its_exact_status_headers_and_bytes(CaseTable.Row row) {
        GatewayResponse response = answer(profile(row.get(0)), row.get(1));

        assertThat(response.status()).isEqualTo(Integer.parseInt(row.get(2)));
        assertThat(response.type()).isEqualTo(row.get(3));
        assertThat(response.body().toString()).isEqualTo(row.get(4));
        assertThat(headers(response)).isEqualTo(row.get(5) == null ? "" : row.get(5));
        assertThat(response.headers()).contains(Map.entry("Content-Type", "application/json"));
    }

    @Test
    void the_table_has_a_row_for_every_word_under_every_profile() {
        Set<String> rows = new HashSet<>();
        responses().forEach(row -> rows.add(row.get(0) + " " + row.get(1)));
        for (Profile profile : Profile.values()) {
            for (Refusal refusal : Refusal.values()) {
                assertThat(rows).contains(profile.word() + " " + refusal.word());
            }
            for (Reason reason : Reason.values()) {
                if (reason != Reason.ALLOWED) {
                    assertThat(rows).contains(profile.word() + " " + reason.word());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void every_body_is_json_and_every_word_is_its_own(Profile profile) {
        GatewayResponses responses = new GatewayResponses(profile);
        Set<String> words = new HashSet<>();
        for (Refusal refusal : Refusal.values()) {
            assertThat(new JsonObject(responses.of(refusal).body()).size()).isEqualTo(1);
            assertThat(words.add(refusal.word())).isTrue();
            assertThat(refusal.word()).matches("[a-z_]+");
        }
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void what_is_no_denial_closes_the_gate_as_well(Profile profile) {
        GatewayResponses responses = new GatewayResponses(profile);

        assertThat(responses.of((Decision) null).status()).isEqualTo(500);
        assertThat(responses
                        .of(new Decision.Allow(Identity.ANONYMOUS, Instant.MAX))
                        .status())
                .isEqualTo(500);
        assertThat(responses.of(Decision.Deny.because(Reason.ALLOWED)).status()).isEqualTo(500);
    }

    @Test
    void a_missing_scope_is_401_from_a_cognito_authorizer_of_a_rest_api_only() {
        Decision scope = Decision.Deny.because(Reason.SCOPE_MISSING);

        assertThat(new GatewayResponses(Profile.REST_API).of(scope, "cognito").status())
                .isEqualTo(401);
        assertThat(new GatewayResponses(Profile.REST_API).of(scope, "jwt").status())
                .isEqualTo(403);
        assertThat(new GatewayResponses(Profile.HTTP_API).of(scope, "cognito").status())
                .isEqualTo(403);
        assertThat(new GatewayResponses(Profile.POSTERN).of(scope, "cognito").status())
                .isEqualTo(403);
    }

    @Test
    void a_bad_target_is_explained_under_profile_postern_only() {
        for (TargetFault fault : TargetFault.values()) {
            assertThat(new GatewayResponses(Profile.POSTERN).of(fault).body().toString())
                    .isEqualTo("{\"message\":\"Bad Request: " + fault.description() + "\"}");
            assertThat(new GatewayResponses(Profile.HTTP_API).of(fault).body().toString())
                    .isEqualTo("{\"message\":\"Bad Request\"}");
            assertThat(new GatewayResponses(Profile.REST_API).of(fault).status())
                    .isEqualTo(400);
        }
    }

    @Test
    void a_405_names_the_methods_that_there_are() {
        GatewayResponse response = new GatewayResponses(Profile.POSTERN).methodNotAllowed(List.of("GET", "POST"));

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.headers()).contains(Map.entry("Allow", "GET, POST"));
    }

    @Test
    void each_product_names_a_request_in_its_own_headers() {
        assertThat(identified(Profile.POSTERN)).isEmpty();
        assertThat(identified(Profile.HTTP_API)).isEqualTo("Apigw-Requestid: id");
        assertThat(identified(Profile.REST_API)).isEqualTo("x-amzn-RequestId: id | x-amz-apigw-id: id");
    }

    private static String identified(Profile profile) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        new GatewayResponses(profile).identify(headers, "id");
        return RequestHeaderRulesTest.text(headers);
    }

    private static GatewayResponse answer(Profile profile, String word) {
        GatewayResponses responses = new GatewayResponses(profile);
        for (Refusal refusal : Refusal.values()) {
            if (refusal.word().equals(word)) {
                return responses.of(refusal);
            }
        }
        Reason reason = Arrays.stream(Reason.values())
                .filter(candidate -> candidate.word().equals(word))
                .findFirst()
                .orElseThrow();
        boolean unavailable = reason.kind() == Reason.Kind.UNAVAILABLE || reason.kind() == Reason.Kind.FAULT;
        return responses.of(unavailable ? new Decision.Unavailable(reason) : Decision.Deny.because(reason));
    }

    private static String headers(GatewayResponse response) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> header : response.headers()) {
            if (!header.getKey().equals("Content-Type")) {
                text.append(text.isEmpty() ? "" : " | ")
                        .append(header.getKey())
                        .append(": ")
                        .append(header.getValue());
            }
        }
        return text.toString();
    }

    private static Profile profile(String word) {
        return Arrays.stream(Profile.values())
                .filter(profile -> profile.word().equals(word))
                .findFirst()
                .orElseThrow();
    }
}
