package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.function.Outcome.Raised;
import dev.postern.function.Outcome.Returned;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AWS's runtime client for Java, unmodified, with a {@code RequestHandler}. */
class JavaRuntimeTest {

    @TempDir
    static Path directory;

    private static HostedRuntime hosted(String handler) {
        return new HostedRuntime(directory, handler, JavaProgram.hosting(handler, directory));
    }

    @Test
    void answers_errors_exits_and_nothing_arrive_as_they_are() {
        try (HostedRuntime function = hosted(JavaFunction.class.getName() + "::handleRequest")) {
            JsonObject answer = ((Returned) function.invoke("allows")).payload().toJsonObject();
            assertThat(answer.getString("principalId")).isEqualTo("me");
            assertThat(answer.getString("id")).hasSize(36);
            assertThat(answer.getString("arn")).isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:real");
            Raised raised = (Raised) function.invoke("throws");
            assertThat(raised.type()).isEqualTo("java.lang.IllegalStateException");
            assertThat(raised.message()).isEqualTo("Unauthorized");
            assertThat(((Returned) function.invoke("nothing")).payload()).hasToString("null");
            assertThat(((Returned) function.invoke("prints")).payload()).hasToString("\"printed\"");
            Raised exit = (Raised) function.invoke("ends");
            assertThat(exit.type()).isEqualTo("Runtime.ExitError");
            assertThat(function.invoke("allows")).isInstanceOf(Returned.class);
        }
    }

    @Test
    void a_class_that_is_not_there_is_an_init_error() {
        try (HostedRuntime function = hosted("com.example.Nowhere::handleRequest")) {
            Raised raised = (Raised) function.invoke("allows");
            assertThat(raised.message()).contains("com.example.Nowhere");
        }
    }
}
