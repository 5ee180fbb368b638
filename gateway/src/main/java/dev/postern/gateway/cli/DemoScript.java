package dev.postern.gateway.cli;

import dev.postern.sample.function.Watchman;
import dev.postern.sample.pool.PoolOptions;

/**
 * What the demo prints: lines that {@code sh} runs as they are, each complete in itself, and comments. The token in them
 * is the caller's for an hour; it is a development token and opens nothing but this demo.
 *
 * @param gateway base URL of the data port
 * @param admin base URL of the admin port
 * @param backend base URL of the backend
 * @param function address of the function
 * @param pool endpoint of the user pool, with the slash at its end
 * @param client the pool's app client
 * @param token an ID token of jdoe
 */
record DemoScript(
        String gateway, String admin, String backend, String function, String pool, String client, String token) {

    String text() {
        String login = "curl -s -H 'Content-Type: application/x-amz-json-1.1'"
                + " -H 'X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth'"
                + " -d '{\"AuthFlow\":\"USER_PASSWORD_AUTH\",\"ClientId\":\"" + client + "\",\"AuthParameters\":"
                + "{\"USERNAME\":\"jdoe\",\"PASSWORD\":\"" + PoolOptions.PASSWORD + "\"}}' " + pool;
        return String.join(
                "\n",
                "# postern demo: every line below runs in a shell as it is. Stop with Ctrl-C.",
                "#   gateway   " + gateway + "   (config/demo.yaml)",
                "#   admin     " + admin,
                "#   backend   " + backend,
                "#   function  " + function + "   a custom authorizer, as API Gateway asks it",
                "#   user pool " + pool + "   client " + client + ", user jdoe, password " + PoolOptions.PASSWORD,
                "",
                "# Without a token: 401, and the backend hears nothing.",
                curl("", "/notes"),
                "",
                "# With a token: the notes of the caller, whom the gateway names to the backend.",
                curl(bearer(token), "/notes"),
                "",
                "# One byte of the token changed: 401.",
                curl(bearer(tampered()), "/notes"),
                "",
                "# What the backend gets: X-Principal-Id, X-Username, X-Email; a client cannot set them itself.",
                curl(bearer(token) + " -H 'X-Username: root'", "/echo"),
                "",
                "# A browser's preflight: answered without a token.",
                curl(
                        " -X OPTIONS -H 'Origin: http://localhost:5173' -H 'Access-Control-Request-Method: GET'"
                                + " -H 'Access-Control-Request-Headers: authorization'",
                        "/notes"),
                "",
                "# A route guarded by a function: who says the word is let in,",
                curl(authorization(Watchman.WORD), "/friends"),
                "",
                "# for any other word it fails with Unauthorized: 401,",
                curl(authorization("trout"), "/friends"),
                "",
                "# and for this one its policy says Deny: 403.",
                curl(authorization(Watchman.FAREWELL), "/friends"),
                "",
                "# Log in with Cognito's own protocol; then log in and use the token at once.",
                login + " -w '\\n'",
                "curl -si -w '\\n' -H \"Authorization: $(" + login
                        + " | sed -n 's/.*\"IdToken\":\"\\([^\"]*\\)\".*/\\1/p')\" " + gateway + "/notes",
                "",
                "# Is it ready, and what has it counted?",
                "curl -si -w '\\n' " + admin + "/health/ready",
                "curl -s " + admin + "/metrics",
                "",
                "# postern ready on " + gateway + " (admin " + admin + "); requests are logged below",
                "");
    }

    private String curl(String options, String path) {
        return "curl -si -w '\\n'" + options + " " + gateway + path;
    }

    private static String bearer(String token) {
        return authorization("Bearer " + token);
    }

    private static String authorization(String credential) {
        return " -H 'Authorization: " + credential + "'";
    }

    /** Another byte in the middle of the signature: the last one may hold bits that nothing reads. */
    private String tampered() {
        int at = (token.lastIndexOf('.') + token.length()) / 2;
        return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
    }
}
