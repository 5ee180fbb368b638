package dev.postern.authorizer.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads a policy document out of JSON. As strict as Amazon: names and effects in their exact case, nothing that is not
 * known, an action and a resource in every statement. Tolerated as there: no {@code Version}, one statement without its
 * array, and the empty {@code Resource: []} and {@code Condition: {}} that Amazon's blueprints write. A principal is
 * refused, as this is the caller's own policy.
 */
public final class PolicyReader {

    private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");
    private static final Set<String> DOCUMENT = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT =
            Set.of("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition");

    /** Without its case, as IAM compares actions. */
    private static final String ACTION = PolicyRequest.ACTION.toLowerCase(Locale.ROOT);

    private PolicyReader() {}

    /** Reads what stands under {@code policyDocument}, as a JSON reader made it: maps, lists, texts and numbers. */
    public static PolicyReading read(Object document) {
        try {
            return new PolicyReading.Readable(document(document));
        } catch (PolicyFault fault) {
            return new PolicyReading.Refused(fault.getMessage());
        }
    }

    private static PolicyDocument document(Object value) throws PolicyFault {
        Map<?, ?> document = object("policyDocument", value, DOCUMENT);
        Object version = document.get("Version");
        if (document.containsKey("Version") && !(version instanceof String text && VERSIONS.contains(text))) {
            throw new PolicyFault("Version", "is neither 2012-10-17 nor 2008-10-17");
        }
        if (!document.containsKey("Statement")) {
            throw new PolicyFault("Statement", "is missing");
        }
        List<Statement> statements = new ArrayList<>();
        if (document.get("Statement") instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                add(statements, i, "Statement[" + i + "]", list.get(i));
            }
        } else {
            add(statements, 0, "Statement", document.get("Statement"));
        }
        return new PolicyDocument(statements);
    }

    private static Map<?, ?> object(String path, Object value, Set<String> known) throws PolicyFault {
        if (!(value instanceof Map<?, ?> map)) {
            throw new PolicyFault(path, value == null ? "is missing" : "is not an object");
        }
        for (Object name : map.keySet()) {
            if (!known.contains(name)) {
                throw new PolicyFault(path, "has '" + name + "', which does not belong there");
            }
        }
        return map;
    }

    /** Those about other actions are read, and then left out. */
    private static void add(List<Statement> statements, int number, String path, Object value) throws PolicyFault {
        Map<?, ?> statement = object(path, value, STATEMENT);
        String sid = null;
        if (statement.containsKey("Sid")) {
            if (!(statement.get("Sid") instanceof String text)) {
                throw new PolicyFault(path + ".Sid", "is not a text");
            }
            sid = text;
        }
        boolean deny = "Deny".equals(statement.get("Effect"));
        if (!deny && !"Allow".equals(statement.get("Effect"))) {
            throw new PolicyFault(
                    path + ".Effect", statement.containsKey("Effect") ? "is neither Allow nor Deny" : "is missing");
        }
        boolean invokes = invokes(path, statement);
        List<ArnPattern> resources = new ArrayList<>();
        for (String text : oneOf(path, statement, "Resource")) {
            String problem = ArnPattern.problem(text);
            if (problem != null) {
                throw new PolicyFault(path + ".Resource", problem);
            }
            resources.add(ArnPattern.of(text));
        }
        List<Condition> conditions = statement.containsKey("Condition")
                ? ConditionReader.read(path + ".Condition", statement.get("Condition"))
                : List.of();
        if (invokes) {
            Verdict.Effect effect = deny ? Verdict.Effect.EXPLICIT_DENY : Verdict.Effect.ALLOW;
            statements.add(new Statement(
                    new Verdict(effect, number, sid),
                    statement.containsKey("NotResource"),
                    List.copyOf(resources),
                    conditions));
        }
    }

    private static boolean invokes(String path, Map<?, ?> statement) throws PolicyFault {
        boolean named = false;
        for (String action : oneOf(path, statement, "Action")) {
            if (!action.equals("*") && action.indexOf(':') < 1) {
                throw new PolicyFault(path + ".Action", "'" + shortened(action) + "' names no service");
            }
            named |= Wildcard.of(action.toLowerCase(Locale.ROOT)).matches(ACTION);
        }
        return named != statement.containsKey("NotAction");
    }

    private static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    /** The texts of an element or of its opposite, of which exactly one must be there. */
    private static List<String> oneOf(String path, Map<?, ?> statement, String name) throws PolicyFault {
        boolean not = statement.containsKey("Not" + name);
        if (not == statement.containsKey(name)) {
            throw new PolicyFault(path + "." + name, not ? "stands beside Not" + name : "is missing");
        }
        String written = not ? "Not" + name : name;
        Object value = statement.get(written);
        List<String> texts = new ArrayList<>();
        for (Object each : value instanceof List<?> list ? list : Arrays.asList(value)) {
            if (!(each instanceof String text)) {
                throw new PolicyFault(path + "." + written, "is neither a text nor a list of texts");
            }
            texts.add(text);
        }
        if (not && texts.isEmpty()) {
            throw new PolicyFault(path + "." + written, "is empty, which would mean everything");
        }
        return texts;
    }
}
