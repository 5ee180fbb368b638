package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.CredentialSource;
import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MaskTest {

    private static final String PART = "c2lnbmF0dXJlLW9mLWEtdG9rZW4";
    private static final String TOKEN = "eyAiYWxnIjoiUlMyNTYifQ.eyJzdWIiOiJhIn0." + PART;
    private static final CredentialSource QUERY = new CredentialSource(CredentialSource.Kind.QUERY, "jwt");

    @Test
    @DisplayName("a token whose header begins with a blank is hidden wherever it stands (SR-146)")
    void a_token_whose_header_begins_with_a_blank_is_hidden_wherever_it_stands() {
        Mask mask = new Mask(MultiMap.caseInsensitiveMultiMap(), "", List.of());
        assertThat(mask.text("X: " + TOKEN)).doesNotContain(PART);
    }

    @Test
    @DisplayName("a query credential under an escaped name is hidden and so is its copy (SR-96, SR-146)")
    void a_query_credential_under_an_escaped_name_is_hidden_and_so_is_its_copy() {
        Mask mask = new Mask(MultiMap.caseInsensitiveMultiMap(), "j%77t=secret-value", List.of(QUERY));
        assertThat(mask.text("/a?j%77t=secret-value")).doesNotContain("secret-value");
        assertThat(mask.text("copied: secret-value")).doesNotContain("secret-value");
    }

    @Test
    @DisplayName("each cookie and the signature of a token are hidden by themselves (SR-146)")
    void each_cookie_and_the_signature_of_a_token_are_hidden_by_themselves() {
        MultiMap sent = MultiMap.caseInsensitiveMultiMap()
                .add("Cookie", "a=1; sid=SECRETsid1")
                .add("Authorization", "Bearer   " + TOKEN);
        Mask mask = new Mask(sent, "", List.of());
        assertThat(mask.text("/c/SECRETsid1/" + PART)).doesNotContain("SECRETsid1", PART);
    }
}
