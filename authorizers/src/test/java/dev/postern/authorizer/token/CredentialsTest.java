package dev.postern.authorizer.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.testing.CaseTable;
import dev.postern.authorizer.testing.TestRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CredentialsTest {

    static List<CaseTable.Case> cases() {
        return CaseTable.read(CredentialsTest.class, "credentials.txt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void a_credential_is(CaseTable.Case one) {
        List<CredentialSource> sources = new ArrayList<>();
        for (String letter : one.changes().get(0).split(" ")) {
            sources.add(
                    switch (letter) {
                        case "H" -> CredentialSource.AUTHORIZATION;
                        case "X" -> CredentialSource.parse("header.X-Token");
                        case "Q" -> CredentialSource.parse("querystring.access_token");
                        case "S" -> CredentialSource.parse("subprotocol.bearer");
                        default -> CredentialSource.parse("cookie.session");
                    });
        }
        TestRequest request = TestRequest.empty();
        for (String change : one.changes().subList(1, one.changes().size())) {
            if (change.startsWith("query")) {
                request = request.query(change.substring(5).strip());
            } else {
                int colon = change.indexOf(':');
                request = request.header(
                        change.substring("header ".length(), colon),
                        change.substring(colon + 1).stripLeading().replace("\\t", "\t"));
            }
        }
        Credentials.Found found = new Credentials(sources).find(request);
        assertThat(found.refusal() == null ? found.token() : found.refusal().word())
                .isEqualTo(one.expected());
        assertThat(found.token() == null).isEqualTo(found.refusal() != null);
        assertThat(found.toString()).doesNotContain("abc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "nothing",
            value = {
                "a=1&access_token=x&b=2               | a=1&b=2",
                "access_token=x&a=1                   | a=1",
                "a=1&access_token=x                   | a=1",
                "access_token=x                       | nothing",
                "access_token                         | nothing",
                "access_token=x&access%5Ftoken=y&a=%zz| a=%zz",
                "a=1&&b=%2f+                          | a=1&&b=%2f+",
                "access_token=x&&a                    | &a",
            })
    void a_query_credential_is_taken_out_and_the_rest_keeps_its_bytes(String query, String rest) {
        assertThat(QueryText.without(query, "access_token")).isEqualTo(rest == null ? "" : rest);
        assertThat(QueryText.values(QueryText.without(query, "access_token"), "access_token"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "nothing",
            value = {
                "a=1; session=x; b=2     | a=1; b=2",
                "session=x               | nothing",
                "session=x; session=y    | nothing",
                "a=1;session=x;b=2       | a=1; b=2",
                "a=1;b=2                 | a=1;b=2",
                "session                 | nothing",
                "xsession=1; Session=2   | xsession=1; Session=2",
            })
    void a_cookie_credential_is_taken_out(String header, String rest) {
        assertThat(CookieText.without(header, "session")).isEqualTo(rest == null ? "" : rest);
        assertThat(CookieText.values(CookieText.without(header, "session"), "session"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "nothing",
            value = {
                "bearer, abc            | nothing",
                "bearer.abc             | nothing",
                "chat, bearer, abc, v2  | chat, v2",
                "bearer,abc,chat        | chat",
                "chat,bearer            | chat",
                "bearer, a, bearer, b   | nothing",
                "chat, Bearer, bearers  | chat, Bearer, bearers",
            })
    void a_subprotocol_credential_is_taken_out_with_its_marker(String header, String rest) {
        assertThat(SubprotocolText.without(List.of(header), "bearer")).isEqualTo(rest == null ? "" : rest);
    }
}
