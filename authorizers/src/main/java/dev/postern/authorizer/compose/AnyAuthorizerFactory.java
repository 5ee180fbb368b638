package dev.postern.authorizer.compose;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.Settings;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Makes {@code type: any}. Refuses a list in which a member is never asked: one behind {@code open} or {@code deny};
 * warns of one that looks for its credential only where another looks before it.
 */
public final class AnyAuthorizerFactory implements AuthorizerFactory {

    @Override
    public String type() {
        return "any";
    }

    @Override
    public JsonObject schema() {
        return MemberList.schema(
                type(),
                "Admits whom one of its members admits.",
                "Names of authorizers, in the order in which they are asked; 'open' may be the last.");
    }

    @Override
    public Authorizer create(AuthorizerContext context, Settings settings) {
        MemberList list = MemberList.read(context, settings);
        settings.finish();
        if (list.isComplete()) {
            List<Member> members = list.members();
            for (int i = 0; i < members.size(); i++) {
                lint(list, members, i);
            }
        }
        return settings.isSound() && list.isComplete() ? new AnyAuthorizer(new Members(list.members())) : null;
    }

    private static void lint(MemberList list, List<Member> members, int index) {
        Member member = members.get(index);
        boolean last = index == members.size() - 1;
        if (!last && member.authorizer().isOpen()) {
            list.error(
                    index,
                    "'" + member.name() + "' admits everybody without a credential, so nobody comes to those behind it",
                    "put it last");
        } else if (!last && member.authorizer() == DenyAuthorizer.INSTANCE) {
            list.error(index, "'deny' refuses everybody, so nobody comes to those behind it", "remove it");
        } else if (index > 0 && member.authorizer() == DenyAuthorizer.INSTANCE) {
            list.warning(
                    index,
                    "'deny' turns the 401 of those without a credential into 403",
                    "remove it, as nobody is admitted whom no member admits");
        }
        for (int earlier = 0; earlier < index; earlier++) {
            List<CredentialSource> sources = member.authorizer().credentialSources();
            if (!sources.isEmpty()
                    && members.get(earlier).authorizer().credentialSources().containsAll(sources)) {
                list.warning(
                        index,
                        "'" + member.name() + "' looks for its credential only where '"
                                + members.get(earlier).name() + "' looks before it (" + text(sources)
                                + "), and a credential that one finds invalid is refused there",
                        "let it look elsewhere, such as header.X-Api-Key; several user pools go into one authorizer");
                return;
            }
        }
    }

    private static String text(List<CredentialSource> sources) {
        return String.join(
                ", ", sources.stream().map(CredentialSource::toString).toList());
    }
}
