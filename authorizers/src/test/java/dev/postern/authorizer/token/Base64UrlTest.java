package dev.postern.authorizer.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64UrlTest {

    @Test
    void what_the_platform_encodes_is_decoded() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[i % 100];
            random.nextBytes(bytes);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            assertThat(Base64Url.decode(text)).isEqualTo(bytes);
            assertThat(Base64Url.decode("x" + text + "y", 1, text.length() + 1)).isEqualTo(bytes);
        }
    }

    @Test
    @DisplayName("every text has one spelling (SR-85)")
    void every_text_has_one_spelling() {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (char a : alphabet.toCharArray()) {
            for (char b : alphabet.toCharArray()) {
                byte[] decoded = Base64Url.decode("" + a + b);
                if (decoded != null) {
                    assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(decoded))
                            .isEqualTo("" + a + b);
                }
            }
        }
        assertThat(Base64Url.decode("QQ")).containsExactly('A');
        assertThat(Base64Url.decode("QR")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "AAAAA", "QQ==", "QQ=", "Q Q", "QQ\n", " QQ", "+A", "/A", "é", "Q\u0000", "ＱＱ", "."})
    @DisplayName("anything else is refused (SR-85)")
    void anything_else_is_refused(String text) {
        assertThat(Base64Url.decode(text)).isNull();
    }
}
