package dev.postern.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.observe.BuildInfo;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionFloorsTest {

    @Test
    @DisplayName("what this is built with is above its own floors (SR-43, SR-149)")
    void what_is_running_is_new_enough() {
        assertThat(VersionFloors.breaches(BuildInfo.current())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "4.2.20.Final, 5.1.6, 17.0.3, ''",
        "4.2.21.Final, 5.2.0, 25, ''",
        "5.0.0, 6.0, 21-ea, ''",
        "4.2.19.Final, 5.1.6, 17.0.3, Netty 4.2.19.Final is older than 4.2.20",
        "4.1.200.Final, 5.1.6, 17.0.3, Netty 4.1.200.Final is older than 4.2.20",
        "unknown, 5.1.6, 17.0.3, Netty unknown is older than 4.2.20",
        "4.2.20.Final, 5.1, 17.0.3, Vert.x 5.1 is older than 5.1.6",
        "4.2.20.Final, 5.1.6, 17.0.2, Java 17.0.2 is older than 17.0.3",
        "4.2.20.Final, 5.1.6, 17, Java 17 is older than 17.0.3",
        "4.2.20.Final, 5.1.6, 18, Java 18 is older than 18.0.1",
        "4.2.20.Final, 5.1.6, 1.8.0_300, Java 1.8.0_300 is older than 17.0.3",
    })
    @DisplayName("versions with known holes are named, and the gateway does not start on them (SR-84, SR-149)")
    void what_is_too_old_is_named(String netty, String vertx, String java, String breach) {
        assertThat(String.join(", ", VersionFloors.breaches(new BuildInfo("1", vertx, netty, java))))
                .isEqualTo(breach);
    }
}
