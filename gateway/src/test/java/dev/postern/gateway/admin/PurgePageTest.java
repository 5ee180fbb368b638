package dev.postern.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.cache.PurgeBoard;
import dev.postern.gateway.config.AdminConfig;
import dev.postern.gateway.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PurgePageTest {

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final FakeView view = new FakeView();
    private AdminServer admin;
    private String token;

    @BeforeEach
    void start() throws Exception {
        Path tokens = Files.createDirectory(
                directory.resolve("tokens"),
                java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                        java.nio.file.attribute.PosixFilePermissions.fromString("rwx------")));
        admin = Await.result(AdminServer.start(vertx, new AdminConfig("127.0.0.1", 0, null), view, tokens));
        token = Files.readString(admin.tokenFile()).strip();
    }

    @AfterEach
    void stop() {
        Await.result(admin.close());
        Await.result(vertx.close());
    }

    private JsonObject call(String request) throws Exception {
        RawHttp.Answer answer = RawHttp.send(
                admin.port(),
                request + " HTTP/1.1\r\nHost: 127.0.0.1:" + admin.port() + "\r\nAuthorization: Bearer " + token
                        + "\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    @Test
    @DisplayName("a purge by the admin port ends the decisions of one authorizer, or all, and can be repeated (SR-119)")
    void a_purge_ends_the_decisions_of_one_or_all() throws Exception {
        LongSupplier users = view.purges.epoch("users");
        LongSupplier others = view.purges.epoch("others");
        long before = users.getAsLong();
        assertThat(call("DELETE /decisions/users")).isEqualTo(new JsonObject().put("purged", "users"));
        assertThat(users.getAsLong()).isGreaterThan(before);
        assertThat(others.getAsLong()).isZero();
        long once = users.getAsLong();
        call("DELETE /decisions/users");
        assertThat(users.getAsLong()).isGreaterThan(once);
        assertThat(call("DELETE /decisions")).isEqualTo(new JsonObject().put("purged", PurgeBoard.ALL));
        assertThat(others.getAsLong()).isPositive();
        assertThat(call("GET /decisions").getJsonObject("purged").fieldNames()).containsExactlyInAnyOrder("*", "users");
    }
}
