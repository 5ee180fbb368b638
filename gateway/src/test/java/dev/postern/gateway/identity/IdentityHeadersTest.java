package dev.postern.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.CaseTable;
import dev.postern.gateway.config.IdentityConfig;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityHeadersTest {

    private final ProtectedNames names = ProtectedNames.of(List.of("X-Principal-Id", "x_tenant"));

    static Stream<CaseTable.Row> values() {
        return CaseTable.rows("values.txt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Principal-Id",
                "x-principal-id",
                "X_PRINCIPAL_ID",
                "x_Principal-id",
                "-X-Principal-Id",
                "X-Principal-Id_",
                "__X--Principal__Id--",
                "X.Principal.Id",
                "X-Tenant",
                "x_tenant"
            })
    void every_spelling_of_a_name_is_protected(String spelling) {
        assertThat(names.contains(spelling)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Principal",
                "XPrincipalId",
                "X-Principal-Id-2",
                "A-X-Principal-Id",
                "Principal-Id",
                "",
                "-",
                "X",
                "Authorization"
            })
    void another_name_is_not(String name) {
        assertThat(names.contains(name)).isFalse();
    }

    @Test
    void no_names_protect_nothing() {
        assertThat(ProtectedNames.of(List.of()).contains("X-User")).isFalse();
        assertThat(ProtectedNames.of(List.of()).contains("")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("values")
    @DisplayName("a callers value becomes header bytes or is refused (SR-34, SR-94)")
    void a_callers_value_becomes_header_bytes_or_is_refused(CaseTable.Row row) {
        String value = unicode(row.get(0));

        assertThat(HeaderEncoding.PERCENT.encode(value)).isEqualTo(row.get(1));
        assertThat(HeaderEncoding.BASE64.encode(value)).isEqualTo(row.get(2));
        assertThat(HeaderEncoding.REFUSE.encode(value)).isEqualTo(row.get(3));
    }

    @ParameterizedTest
    @EnumSource(IdentityConfig.Encoding.class)
    @DisplayName("every configured encoding refuses controls and too long values (SR-34)")
    void every_configured_encoding_refuses_controls_and_too_long_values(IdentityConfig.Encoding configured) {
        HeaderEncoding encoding = HeaderEncoding.of(configured);

        assertThat(encoding.name()).isEqualTo(configured.name());
        for (char c = 0; c < 128; c++) {
            boolean control = c < 32 || c == 127;
            assertThat(encoding.encode("a" + c + "b") == null)
                    .as("0x%02X", (int) c)
                    .isEqualTo(control);
            assertThat(encoding.encodeVerbatim("a" + c + "b") == null).isEqualTo(control);
        }
        assertThat(encoding.encode("x".repeat(HeaderEncoding.MAX_LENGTH))).hasSize(8192);
        assertThat(encoding.encode("x".repeat(HeaderEncoding.MAX_LENGTH + 1))).isNull();
        assertThat(encoding.encode("\u00e9".repeat(HeaderEncoding.MAX_LENGTH))).isNull();
        assertThat(encoding.encode("\ud800")).isNull();
        assertThat(encoding.encode("\udc00a")).isNull();
    }

    @Test
    void a_percent_sign_is_escaped_only_where_it_could_be_taken_for_an_escape_of_ours() {
        assertThat(HeaderEncoding.PERCENT.encode("Jos%C3%A9")).isEqualTo("Jos%25C3%25A9");
        assertThat(HeaderEncoding.PERCENT.encodeVerbatim("/a?b=Jos%C3%A9")).isEqualTo("/a?b=Jos%C3%A9");
        assertThat(HeaderEncoding.PERCENT.encodeVerbatim("Jos\u00e9")).isEqualTo("Jos%C3%A9");
    }

    /** Tables are ASCII: {@code \\uXXXX} is a character. */
    private static String unicode(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\u", i)) {
                out.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }
}
