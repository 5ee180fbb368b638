package dev.postern.gateway.mapping;

import dev.postern.authorizer.Problems;
import dev.postern.authorizer.Suggestion;
import dev.postern.gateway.http.HeaderName;
import java.util.List;

/** The grammar of {@link Expression}. */
final class ExpressionParser {

    private static final List<String> CONTEXT_NAMES = ContextVariable.names();

    private final String text;
    private final Problems problems;
    private final String path;

    ExpressionParser(String text, Problems problems, String path) {
        this.text = text;
        this.problems = problems;
        this.path = path;
    }

    Expression parse() {
        if (text.startsWith("'")) {
            return literal();
        }
        String body = text.startsWith("$") ? text.substring(1) : text;
        if (body.startsWith("context.")) {
            return context(body.substring("context.".length()));
        }
        if (body.startsWith("stageVariables.") || body.startsWith("stageVariables[")) {
            return stageVariable(body.substring("stageVariables".length()));
        }
        if (text.startsWith("$request.")) {
            return request(text.substring("$request.".length()));
        }
        if (text.startsWith("method.request.")) {
            return request(text.substring("method.request.".length()));
        }
        if (text.startsWith("$")) {
            return wrong(
                    "'" + text + "' is not an expression"
                            + Suggestion.of(firstWord(), List.of("$context", "$request", "$stageVariables")),
                    "start with $context., $request. or $stageVariables.; literal text is quoted: \"'" + bare()
                            + "'\"");
        }
        return wrong(
                "'" + text + "' is neither an expression nor quoted text",
                "write \"'" + bare() + "'\" for literal text, or an expression such as"
                        + " $context.authorizer.principalId");
    }

    private String firstWord() {
        int dot = text.indexOf('.');
        return dot < 0 ? text : text.substring(0, dot);
    }

    private String bare() {
        return text.replace("'", "").replace("\"", "");
    }

    private Expression literal() {
        if (text.length() < 2 || !text.endsWith("'")) {
            return wrong("the quote of " + text + " is not closed", "write \"'" + bare() + "'\"");
        }
        String value = text.substring(1, text.length() - 1);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == 127) {
                return wrong("the text holds a control character", "write it without");
            }
        }
        return new Expression(text, false, context -> value);
    }

    private Expression context(String rest) {
        if (rest.startsWith("authorizer.")) {
            return authorizer(rest.substring("authorizer.".length()));
        }
        if (rest.startsWith("authorizer[")) {
            return authorizer(rest.substring("authorizer".length()));
        }
        ContextVariable variable = ContextVariable.of(rest);
        if (variable == null) {
            return wrong(
                    "$context." + rest + " is not known" + Suggestion.of(rest, CONTEXT_NAMES),
                    "known are $context.authorizer.…, $context." + String.join(", $context.", CONTEXT_NAMES));
        }
        return new Expression(text, variable.readsCaller(), variable::read);
    }

    private Expression authorizer(String rest) {
        if (rest.equals("principalId")) {
            return new Expression(text, true, context -> context.identity().principalId());
        }
        if (rest.equals("claims")) {
            return wrong("$context.authorizer.claims is not one value", "name a claim: $context.authorizer.claims.sub");
        }
        if (rest.startsWith("claims.") || rest.startsWith("claims[")) {
            String name = member(rest.substring("claims".length()));
            if (name == null) {
                return wrong(
                        "'" + text + "' names no claim",
                        "write $context.authorizer.claims.sub or $context.authorizer.claims['custom:role']");
            }
            return new Expression(text, true, context -> ClaimFormat.of(context.profile(), context.authorizerType())
                    .text(name, context.identity().claims().get(name)));
        }
        String name = rest.startsWith("[") ? member(rest) : rest;
        if (name == null || !isName(name)) {
            return wrong(
                    "'" + text + "' names no value of the authorizer",
                    "write a name of letters, digits, '_', '-' or ':' after $context.authorizer.");
        }
        return new Expression(text, true, context -> {
            Object value = context.identity().context().get(name);
            return value == null ? null : ClaimFormat.plain(value);
        });
    }

    private Expression stageVariable(String rest) {
        String name = member(rest);
        if (name == null) {
            return wrong("'" + text + "' names no stage variable", "write $stageVariables.NAME");
        }
        return new Expression(
                text, false, context -> context.request().api().stageVariables().get(name));
    }

    private Expression request(String rest) {
        int dot = rest.indexOf('.');
        String part = dot < 0 ? rest : rest.substring(0, dot);
        String name = dot < 0 ? "" : rest.substring(dot + 1);
        switch (part) {
            case "header":
                if (HeaderName.isToken(name)) {
                    return new Expression(text, false, context -> RequestValues.header(context, name));
                }
                break;
            case "querystring":
                if (!name.isEmpty()) {
                    return new Expression(text, false, context -> RequestValues.query(context, name));
                }
                break;
            case "path":
                if (isName(name)) {
                    return new Expression(text, false, context -> context.request()
                            .pathParameters()
                            .get(name));
                }
                if (dot < 0) {
                    return new Expression(text, false, RequestValues::path);
                }
                break;
            default:
                break;
        }
        return wrong(
                "'" + text + "' is not known",
                "write $request.header.NAME, $request.querystring.NAME or $request.path.NAME");
    }

    /** Reads {@code .name}, {@code ['name']} or {@code ["name"]}. */
    private static String member(String rest) {
        if (rest.startsWith(".") && rest.length() > 1) {
            String name = rest.substring(1);
            return isName(name) ? name : null;
        }
        int length = rest.length();
        if (length > 4 && rest.startsWith("['") && rest.endsWith("']")
                || length > 4 && rest.startsWith("[\"") && rest.endsWith("\"]")) {
            return rest.substring(2, length - 2);
        }
        return null;
    }

    /** Also names such as {@code custom:role} and {@code https:--issuer-claim}, as Amazon's mapping takes them. */
    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && "_-:/+".indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private Expression wrong(String what, String right) {
        problems.error(path, what, right);
        return null;
    }
}
