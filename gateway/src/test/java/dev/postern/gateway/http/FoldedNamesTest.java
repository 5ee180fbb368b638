package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldedNamesTest {

    private static final FoldedNames<String> NAMES = FoldedNames.of(Map.of("az-09", "known", "X_User", "user"));

    @ParameterizedTest
    @DisplayName("a name is folded to letters, digits and single dashes, and found in every spelling (SR-28)")
    @CsvSource({
        "az-09, az-09, known",
        "AZ_09, az-09, known",
        "-az.!09-, az-09, known",
        "a`z-09, a-z-09,",
        "a{z-09, a-z-09,",
        "a@z-09, a-z-09,",
        "a[z-09, a-z-09,",
        "a/z:09, a-z-09,",
        "az-0, az-0,",
        "az-090, az-090,",
        "az09, az09,",
        "az, az,",
        "x--user, x-user, user",
        "_X.USER_, x-user, user",
        "x-user-x, x-user-x,",
        "--, '',"
    })
    void folded(String name, String folded, String found) {
        assertThat(FoldedNames.fold(name)).isEqualTo(folded);
        assertThat(NAMES.get(name)).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "x_forwarded, true",
        "X--Forwarded-For, true",
        "x-forward, false",
        "y-forwarded, false",
        "xforwarded, false"
    })
    void a_prefix_is_found_in_every_spelling(String name, boolean starts) {
        assertThat(FoldedNames.startsWith(name, "x-forwarded")).isEqualTo(starts);
    }
}
