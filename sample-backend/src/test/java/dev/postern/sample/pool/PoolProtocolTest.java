package dev.postern.sample.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sample.testing.TextTable;
import dev.postern.sample.testing.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PoolProtocolTest {

    private final Vertx vertx = Vertx.vertx();
    private final DevelopmentUserPool pool = Waiting.await(DevelopmentUserPool.start(
            vertx, PoolOptions.defaults().withFixedCode("123456").withOutbox(code -> {})));
    private final PoolCaller caller = new PoolCaller(vertx, pool);
    private final String accessToken = pool.accessToken("jdoe");

    @AfterEach
    void stop() {
        Waiting.await(vertx.close());
    }

    @TestFactory
    Stream<DynamicTest> the_pool_answers_as_the_table_says() {
        return TextTable.rows(PoolProtocolTest.class, "protocol.txt", 6).stream()
                .map(row -> DynamicTest.dynamicTest(row.get(0), () -> answersAsTheRowSays(row)));
    }

    private void answersAsTheRowSays(List<String> row) {
        PoolCaller.Answer answer = caller.call(row.get(1), filled(row.get(2)));
        assertThat(answer.status() + " " + answer.type()).isEqualTo(row.get(3) + " " + row.get(4));
        if (answer.status() == 200) {
            assertThat(row.get(5).isEmpty() || answer.json().containsKey(row.get(5)))
                    .as(answer.body().toString())
                    .isTrue();
            return;
        }
        assertThat(answer.json().getString("message")).startsWith(row.get(5));
        assertThat(answer.head().getHeader("x-amzn-ErrorType")).isEqualTo(row.get(4));
        assertThat(answer.head().getHeader("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.head().getHeader("Content-Type")).isEqualTo("application/x-amz-json-1.1");
        assertThat(answer.head().getHeader("x-amzn-RequestId")).hasSize(36);
    }

    private String filled(String input) {
        String[] parts = accessToken.split("\\.");
        return input.replace("$CLIENT", pool.clientId())
                .replace("$2N", SrpGroup.N.shiftLeft(1).toString(16))
                .replace("$N", SrpGroup.N.toString(16))
                .replace("$ID_TOKEN", pool.idToken("jdoe"))
                .replace("$UNSIGNED", parts[0] + "." + parts[1] + ".")
                .replace("$ACCESS_TOKEN", accessToken);
    }

    @Test
    void a_browser_may_call_from_any_page() {
        PoolCaller.Answer preflight = caller.send(HttpMethod.OPTIONS, "/", null, "", Buffer.buffer());
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.head().getHeader("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(preflight.head().getHeader("Access-Control-Allow-Methods")).contains("POST");
        assertThat(preflight.head().getHeader("Access-Control-Allow-Headers"))
                .contains("x-amz-target", "x-amz-user-agent", "content-type", "cache-control");
        assertThat(preflight.head().getHeader("Access-Control-Expose-Headers")).contains("x-amzn-ErrorType");
    }

    @Test
    void another_content_type_is_refused() {
        PoolCaller.Answer answer = caller.send(HttpMethod.POST, "/", "text/plain", "GetUser", Buffer.buffer("{}"));
        assertThat(answer.type()).isEqualTo("UnknownOperationException");
    }

    @Test
    void a_body_above_64_kib_is_refused_as_such() {
        PoolCaller.Answer answer = caller.call("GetUser", "{\"AccessToken\":\"" + "a".repeat(70_000) + "\"}");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.type()).isEqualTo("RequestEntityTooLargeException");
    }

    @Test
    void what_is_not_there_is_404_in_json() {
        assertThat(caller.get("/other/.well-known/jwks.json").status()).isEqualTo(404);
        assertThat(caller.get("/").json().getString("message")).contains(pool.poolId());
    }

    @Test
    void discovery_names_the_issuer_and_its_keys() {
        JsonObject discovery = caller.get("/" + pool.poolId() + "/.well-known/openid-configuration")
                .json();
        assertThat(discovery.getString("issuer")).isEqualTo(pool.issuer());
        assertThat(discovery.getString("jwks_uri")).isEqualTo(pool.jwksUrl());
        assertThat(pool.jwksUrl()).isEqualTo(pool.issuer() + "/.well-known/jwks.json");
        assertThat(caller.get("/" + pool.poolId() + "/.well-known/jwks.json").json())
                .isEqualTo(pool.keySet());
        assertThat(pool.keySetFetches()).isEqualTo(1);
    }

    @Test
    void an_unknown_user_is_named_as_such_where_that_is_wanted() {
        DevelopmentUserPool open = Waiting.await(
                DevelopmentUserPool.start(vertx, PoolOptions.defaults().withHideUnknownUsers(false)));
        PoolCaller openly = new PoolCaller(vertx, open);
        for (String parameter : List.of("PASSWORD", "SRP_A")) {
            PoolCaller.Answer answer = openly.call(
                    "InitiateAuth",
                    new JsonObject()
                            .put("ClientId", open.clientId())
                            .put("AuthFlow", parameter.equals("SRP_A") ? "USER_SRP_AUTH" : "USER_PASSWORD_AUTH")
                            .put(
                                    "AuthParameters",
                                    new JsonObject().put("USERNAME", "nobody").put(parameter, "2")));
            assertThat(answer.type()).isEqualTo("UserNotFoundException");
        }
    }
}
