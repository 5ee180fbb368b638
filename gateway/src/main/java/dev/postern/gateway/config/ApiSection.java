package dev.postern.gateway.config;

import dev.postern.authorizer.ApiDescription;
import dev.postern.authorizer.Settings;
import java.util.Map;

/** Reads {@code api:}. */
final class ApiSection {

    private final Settings settings;

    ApiSection(Settings settings) {
        this.settings = settings;
    }

    ApiDescription read() {
        ApiDescription standard = ApiDescription.DEFAULT;
        String id = word("id", standard.id(), "[A-Za-z0-9_-]{1,128}", "letters, digits, - and _");
        String stage = word(
                "stage", standard.stage(), "\\$default|[A-Za-z0-9_-]{1,128}", "$default, or letters, digits, - and _");
        String region = word("region", standard.region(), "[a-z0-9-]{1,32}", "a region such as us-east-1");
        String account = word("account", standard.account(), "[0-9]{12}", "twelve digits in quotes");
        String basePath = basePath();
        Map<String, String> variables = settings.textMap("stageVariables");
        for (String name : variables.keySet()) {
            if (!name.matches("[A-Za-z0-9_]+")) {
                settings.problems()
                        .unknownKey(
                                settings.path("stageVariables") + "." + name,
                                "'" + name + "' is not a name of a stage variable",
                                "write letters, digits and _");
            }
        }
        settings.finish();
        return new ApiDescription(id, stage, region, account, basePath, variables);
    }

    private String word(String key, String otherwise, String pattern, String right) {
        String text = settings.textIfPresent(key);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches(pattern)) {
            settings.problem(key, "is not right", "write " + right);
            return otherwise;
        }
        return text;
    }

    private String basePath() {
        String path = settings.text("basePath", "");
        if (path.isEmpty()) {
            return "";
        }
        String fault = PathText.fault(path);
        if (fault != null) {
            settings.problem("basePath", fault, "write a plain path such as /prod");
            return "";
        }
        if (path.endsWith("/")) {
            String right = PathText.withoutTrailingSlash(path);
            settings.problem("basePath", "ends with /", right.isEmpty() ? "remove it" : "write " + right);
            return right;
        }
        return path;
    }
}
