package dev.postern.function.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AuthorizerEventTest {

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = AuthorizerEventTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static X509Certificate certificate() throws IOException {
        try (InputStream in = AuthorizerEventTest.class.getResourceAsStream("client.crt")) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (CertificateException e) {
            throw new IOException(e);
        }
    }

    @TestFactory
    List<DynamicTest> events_are_exact() throws IOException {
        X509Certificate certificate = certificate();
        String pem = new String(resource("client.crt"), StandardCharsets.UTF_8).replace("\r", "");
        List<DynamicTest> tests = new ArrayList<>();
        String[] blocks = new String(resource("events.txt"), StandardCharsets.UTF_8).split("\n?=== ");
        for (String block : List.of(blocks).subList(1, blocks.length)) {
            String[] halves = block.split("\n--->\n", 2);
            List<String> lines = halves[0].lines().toList();
            tests.add(DynamicTest.dynamicTest(lines.get(0), () -> {
                SentRequest request = new SentRequest(lines.subList(1, lines.size()), certificate);
                JsonObject written = new JsonObject(request.event.write(request, request.identity));
                String expected = halves[1].replace("{{pem}}", pem.replace("\n", "\\n"));
                JsonObject context = written.getJsonObject("requestContext", new JsonObject());
                if (expected.contains("{{resourceId}}")) {
                    assertThat(context.getString("resourceId")).matches("[0-9a-z]{6}");
                    expected = expected.replace("{{resourceId}}", context.getString("resourceId"));
                }
                assertThat(written.encode()).isEqualTo(new JsonObject(expected).encode());
            }));
        }
        assertThat(tests).hasSizeGreaterThan(7);
        return tests;
    }

    @Test
    void the_partition_follows_the_region() {
        assertThat(new EventApi("a", "s", "cn-north-1", "1", java.util.Map.of()).arn("GET", "/x"))
                .hasToString("arn:aws-cn:execute-api:cn-north-1:1:a/s/GET/x");
        assertThat(new EventApi("a", "s", "us-gov-west-1", "1", java.util.Map.of()).partition())
                .isEqualTo("aws-us-gov");
    }
}
