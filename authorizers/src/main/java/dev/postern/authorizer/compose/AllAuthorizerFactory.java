package dev.postern.authorizer.compose;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.Settings;
import dev.postern.authorizer.Suggestion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Makes {@code type: all}. The member that says who the caller is must be named; {@code open}, which asks nothing, is
 * no member.
 */
public final class AllAuthorizerFactory implements AuthorizerFactory {

    private static final String IDENTITY = "identity";

    @Override
    public String type() {
        return "all";
    }

    @Override
    public JsonObject schema() {
        JsonObject schema = MemberList.schema(
                type(),
                "Admits whom every one of its members admits.",
                "Names of authorizers, in the order in which they are asked; the first that does not admit decides.");
        schema.getJsonObject("properties")
                .put(
                        IDENTITY,
                        new JsonObject()
                                .put("type", "string")
                                .put("minLength", 1)
                                .put("description", "The member that says who the caller is.")
                                .put("examples", new JsonArray().add("users")));
        schema.getJsonArray("required").add(IDENTITY);
        return schema;
    }

    @Override
    public Authorizer create(AuthorizerContext context, Settings settings) {
        MemberList list = MemberList.read(context, settings);
        String identity = settings.requiredText(IDENTITY);
        settings.finish();
        List<Member> members = list.members();
        if (list.isComplete()) {
            for (int i = 0; i < members.size(); i++) {
                lint(list, i);
            }
            List<String> names = members.stream().map(Member::name).toList();
            if (identity != null && !names.isEmpty() && !names.contains(identity)) {
                settings.problem(
                        IDENTITY,
                        "'" + identity + "' is no member" + Suggestion.of(identity, names),
                        "write one of " + String.join(", ", names));
            }
        }
        if (!settings.isSound() || !list.isComplete()) {
            return null;
        }
        int speaker = 0;
        while (!members.get(speaker).name().equals(identity)) {
            speaker++;
        }
        return new AllAuthorizer(new Members(members), speaker);
    }

    private static void lint(MemberList list, int index) {
        Member member = list.members().get(index);
        if (member.authorizer() == OpenAuthorizer.INSTANCE) {
            list.error(index, "'open' admits everybody, so it adds nothing", "remove it");
        } else if (member.authorizer().isOpen()) {
            list.warning(
                    index,
                    "'" + member.name() + "' admits also without a credential",
                    "keep it if that is meant; the other members still have to admit");
        } else if (member.authorizer() == DenyAuthorizer.INSTANCE) {
            list.warning(
                    index, "'deny' refuses everybody, and so does this authorizer", "remove it if that is not meant");
        }
    }
}
