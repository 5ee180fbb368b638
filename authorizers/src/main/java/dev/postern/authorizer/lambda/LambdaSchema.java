package dev.postern.authorizer.lambda;

import dev.postern.authorizer.jwt.TokenSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The JSON Schema of the settings. */
final class LambdaSchema {

    private LambdaSchema() {}

    private static JsonObject choice(String key, String description) {
        return new JsonObject()
                .put("enum", new JsonArray(LambdaAuthorizerFactory.words(key)))
                .put("description", description);
    }

    private static JsonObject duration(String description) {
        return TokenSchema.text(description).put("pattern", "^[0-9]+(ms|s|m|h|d)$");
    }

    static JsonObject schema() {
        JsonObject properties = new JsonObject()
                .put(
                        "type",
                        new JsonObject().put("const", "lambda").put("description", "Chooses this kind of authorizer."))
                .put(
                        "function",
                        TokenSchema.text("A name under functions.").put("examples", new JsonArray().add("gatekeeper")))
                .put(
                        "event",
                        choice(
                                "event",
                                "What the function gets: token and request as REST APIs send them, v1 and v2 as HTTP"
                                        + " APIs do; under any profile."))
                .put(
                        "identitySource",
                        TokenSchema.textOrTexts("What has to be in a request, and what answers are remembered under:"
                                        + " header.NAME, querystring.NAME, cookie.NAME, stageVariables.NAME,"
                                        + " context.NAME, or Amazon's spellings. Event token: one, header.Authorization"
                                        + " by default.")
                                .put(
                                        "examples",
                                        new JsonArray()
                                                .add("header.Authorization")
                                                .add(new JsonArray()
                                                        .add("header.Authorization")
                                                        .add("querystring.tenant"))))
                .put(
                        "validation",
                        TokenSchema.text("Event token: an expression in RE2's syntax that the whole value has to match,"
                                        + " or nobody is asked. Placeholders are not replaced in it.")
                                .put("examples", new JsonArray().add("^Bearer [-\\w.]+$")))
                .put(
                        "ttl",
                        duration("How long an answer is remembered, at most 1h; 0s: not at all. 300s by default, with"
                                        + " simpleResponses 0s. Never past the exp of a token.")
                                .put("default", "300s"))
                .put(
                        "denyTtl",
                        duration("How long denials are remembered, at most ttl; also the Unauthorized that is otherwise"
                                + " not. Without it denials are remembered like anything else."))
                .put(
                        "staleWhileRevalidate",
                        duration("How long after ttl an answer still counts while a new one is fetched.")
                                .put("default", "0s"))
                .put(
                        "timeout",
                        duration("How long the function may take, at most 29s.").put("default", "10s"))
                .put(
                        "cacheScope",
                        choice(
                                "cacheScope",
                                "What a remembered answer counts for: policy, all routes of this authorizer; route, the"
                                        + " method and route it was made for. policy by default, with simpleResponses"
                                        + " route."))
                .put(
                        "simpleResponses",
                        new JsonObject()
                                .put("type", "boolean")
                                .put("default", false)
                                .put(
                                        "description",
                                        "Event v2: the function answers with isAuthorized and context in place of a"
                                                + " policy."))
                .put(
                        "principalId",
                        choice("principalId", "Whether a policy without principalId is a wrong answer.")
                                .put("default", "required"))
                .put(
                        "failMode",
                        choice(
                                        "failMode",
                                        "open lets everybody through, as nobody, while the function cannot be reached"
                                                + " or does not answer in time.")
                                .put("default", "closed"))
                .put(
                        "denyWording",
                        choice(
                                        "denyWording",
                                        "Profile rest-api: how the answer to an explicit Deny ends; both are seen of"
                                                + " API Gateway.")
                                .put("default", "plain"));
        return new JsonObject()
                .put("type", "object")
                .put("description", "Admits whom a function admits that was written for API Gateway.")
                .put("properties", properties)
                .put("required", new JsonArray().add("function").add("event").add("type"))
                .put("additionalProperties", false);
    }
}
